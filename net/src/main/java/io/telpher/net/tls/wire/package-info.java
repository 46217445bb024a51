/** What can be read off the bytes of a TLS handshake. */
@NullMarked
package io.telpher.net.tls.wire;

import org.jspecify.annotations.NullMarked;
