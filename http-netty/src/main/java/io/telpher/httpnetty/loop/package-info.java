/**
 * HTTP on event loops: what both sides and all versions share, above all the bodies that go from connection to
 * connection. Beside it stand {@code server} and {@code client}, and below those {@code h2}. Everything is confined to the
 * loop of its connection and never blocks; what leaves for other threads is a {@link io.telpher.http.HttpRequest}, a
 * {@link io.telpher.http.HttpResponse} or a {@link io.telpher.http.Body}.
 */
@NullMarked
package io.telpher.httpnetty.loop;

import org.jspecify.annotations.NullMarked;
