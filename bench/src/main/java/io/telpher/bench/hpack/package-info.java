/** What HPACK costs, Telpher's beside Netty's. */
@NullMarked
package io.telpher.bench.hpack;

import org.jspecify.annotations.NullMarked;
