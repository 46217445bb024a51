/** Seeing that files have changed, and what stands ready to take the place of something. */
@NullMarked
package io.telpher.app.reload;

import org.jspecify.annotations.NullMarked;
