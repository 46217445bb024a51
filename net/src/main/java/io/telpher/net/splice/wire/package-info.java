/** What is read of protocols that are passed through. */
@NullMarked
package io.telpher.net.splice.wire;

import org.jspecify.annotations.NullMarked;
