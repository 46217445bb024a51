/** Connections whose every byte a test chooses, and origins of that kind. */
@NullMarked
package io.telpher.testkit.raw;

import org.jspecify.annotations.NullMarked;
