/** Sockets: event loops, the bridge to virtual threads, listeners, TLS. */
@NullMarked
package io.telpher.net;

import org.jspecify.annotations.NullMarked;
