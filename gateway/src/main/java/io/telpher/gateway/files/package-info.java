/** Serves files from a directory. */
@NullMarked
package io.telpher.gateway.files;

import org.jspecify.annotations.NullMarked;
