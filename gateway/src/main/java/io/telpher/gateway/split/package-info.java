/** Divides the requests of a route among several upstreams by weight. */
@NullMarked
package io.telpher.gateway.split;

import org.jspecify.annotations.NullMarked;
