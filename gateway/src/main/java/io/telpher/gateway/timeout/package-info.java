/** How long an exchange may take, by our word and by its caller's. */
@NullMarked
package io.telpher.gateway.timeout;

import org.jspecify.annotations.NullMarked;
