/** Keeps those who belong together with one variant of a route, or with one endpoint of an upstream. */
@NullMarked
package io.telpher.gateway.sticky;

import org.jspecify.annotations.NullMarked;
