/**
 * HTTP/2 as bytes (RFC 9113, RFC 7541): frames and their fixed rules, settings, and HPACK that decodes straight into the
 * layout of {@link io.telpher.http.Fields}. Pure and strict; what has state across calls (the tables of HPACK) says so.
 */
@NullMarked
package io.telpher.httpnetty.wire.h2;

import org.jspecify.annotations.NullMarked;
