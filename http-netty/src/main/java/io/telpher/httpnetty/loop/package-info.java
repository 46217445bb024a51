/**
 * HTTP/1.1 connections on event loops. Everything here is confined to the loop of its connection and never blocks; what
 * leaves for other threads is a {@link io.telpher.http.HttpRequest}, a {@link io.telpher.http.HttpResponse} or a
 * {@link io.telpher.http.Body}.
 */
@NullMarked
package io.telpher.httpnetty.loop;

import org.jspecify.annotations.NullMarked;
