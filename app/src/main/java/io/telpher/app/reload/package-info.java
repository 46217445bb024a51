/** Seeing that files have changed. */
@NullMarked
package io.telpher.app.reload;

import org.jspecify.annotations.NullMarked;
