/** Endpoints that come from a registry, and services that are announced there: the seam that engines implement. */
@NullMarked
package io.telpher.core.discovery;

import org.jspecify.annotations.NullMarked;
