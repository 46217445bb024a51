/** Headers of the PROXY protocol, versions 1 and 2, as bytes and as values. */
@NullMarked
package io.telpher.net.proxyprotocol.wire;

import org.jspecify.annotations.NullMarked;
