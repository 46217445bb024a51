/**
 * HTTP/1.1 messages as bytes (RFC 9112): strict, in place, pure. Where the RFC leaves a recipient the choice to repair or
 * to refuse, we refuse: two parties that repair differently are what request smuggling is made of.
 */
@NullMarked
package io.telpher.httpnetty.wire;

import org.jspecify.annotations.NullMarked;
