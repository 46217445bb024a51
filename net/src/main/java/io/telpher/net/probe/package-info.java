/** Health checks in the words of the protocols that servers speak. */
@NullMarked
package io.telpher.net.probe;

import org.jspecify.annotations.NullMarked;
