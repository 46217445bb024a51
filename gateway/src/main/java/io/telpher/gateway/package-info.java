/**
 * What is done to HTTP requests on their way: routes, and the features that a route can have, one package each. The order
 * in which features act is one list, {@link io.telpher.gateway.Features#OUTERMOST_FIRST}.
 */
@NullMarked
package io.telpher.gateway;

import org.jspecify.annotations.NullMarked;
