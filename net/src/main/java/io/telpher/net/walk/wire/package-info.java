/** What a walk down the layers finds, as values, and the parts of it that are pure. */
@NullMarked
package io.telpher.net.walk.wire;

import org.jspecify.annotations.NullMarked;
