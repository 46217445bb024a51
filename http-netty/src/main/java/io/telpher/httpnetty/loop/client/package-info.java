/**
 * The client's end of connections: calls, the pools from which they take a connection, requests written and responses
 * read, in HTTP/1.1 and HTTP/2.
 */
@NullMarked
package io.telpher.httpnetty.loop.client;

import org.jspecify.annotations.NullMarked;
