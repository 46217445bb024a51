/**
 * Connections of HTTP/2 (RFC 9113), whichever end of them we are: frames, windows, priorities, the count of oddities. The
 * two ends derive from {@link io.telpher.httpnetty.loop.h2.Http2Connection} and {@link io.telpher.httpnetty.loop.h2.Http2Stream}.
 */
@NullMarked
package io.telpher.httpnetty.loop.h2;

import org.jspecify.annotations.NullMarked;
