/** The PROXY protocol on sockets: a proxy in front says who the client is, and we say so to an upstream. */
@NullMarked
package io.telpher.net.proxyprotocol;

import org.jspecify.annotations.NullMarked;
