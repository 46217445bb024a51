/**
 * Routes: which requests they match, in which order, and the handler that each becomes. Matching reads a compiled,
 * immutable structure and costs the same with one route as with a thousand.
 */
@NullMarked
package io.telpher.gateway.route;

import org.jspecify.annotations.NullMarked;
