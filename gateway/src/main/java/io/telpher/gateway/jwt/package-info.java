/** Finds out who asks, by the signed token that a request carries (RFC 7519, RFC 6750). */
@NullMarked
package io.telpher.gateway.jwt;

import org.jspecify.annotations.NullMarked;
