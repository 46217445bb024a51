/** TLS on both sides: certificates, the local authority, contexts for listeners and for upstreams. */
@NullMarked
package io.telpher.net.tls;

import org.jspecify.annotations.NullMarked;
