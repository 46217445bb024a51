/**
 * The server's end of connections: requests are read, have themselves answered, and their responses are written, in
 * HTTP/1.1 and HTTP/2.
 */
@NullMarked
package io.telpher.httpnetty.loop.server;

import org.jspecify.annotations.NullMarked;
