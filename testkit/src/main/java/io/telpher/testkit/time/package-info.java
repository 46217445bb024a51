/** Time by hand, and waiting for what happens soon. */
@NullMarked
package io.telpher.testkit.time;

import org.jspecify.annotations.NullMarked;
