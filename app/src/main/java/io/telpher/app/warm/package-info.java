/** Fetching ahead what is going to be asked for, so that caches have it. */
@NullMarked
package io.telpher.app.warm;

import org.jspecify.annotations.NullMarked;
