/** One step down the layers after another, each bounded and timed: what {@code telpher probe} stands on. */
@NullMarked
package io.telpher.net.walk;

import org.jspecify.annotations.NullMarked;
