/** Bounds how many requests a route has under way. */
@NullMarked
package io.telpher.gateway.bulkhead;

import org.jspecify.annotations.NullMarked;
