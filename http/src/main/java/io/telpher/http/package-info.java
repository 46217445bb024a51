/**
 * HTTP semantics (RFC 9110) without sockets: requests, responses, fields, bodies, handlers and filters. A handler is a
 * function, so everything here is tested by calling it.
 */
@NullMarked
package io.telpher.http;

import org.jspecify.annotations.NullMarked;
