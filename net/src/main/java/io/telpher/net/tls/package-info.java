/**
 * TLS on both sides: contexts for listeners and for upstreams. What they serve is in {@code certificate}, whom they believe in
 * {@code chain}.
 */
@NullMarked
package io.telpher.net.tls;

import org.jspecify.annotations.NullMarked;
