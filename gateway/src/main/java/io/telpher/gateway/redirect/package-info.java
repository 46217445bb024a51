/** Sends clients elsewhere. */
@NullMarked
package io.telpher.gateway.redirect;

import org.jspecify.annotations.NullMarked;
