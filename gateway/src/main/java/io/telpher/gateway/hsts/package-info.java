/** Tells browsers to come by HTTPS only (RFC 6797). */
@NullMarked
package io.telpher.gateway.hsts;

import org.jspecify.annotations.NullMarked;
