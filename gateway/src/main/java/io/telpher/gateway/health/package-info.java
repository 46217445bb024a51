/** Asks endpoints by HTTP whether they are well. */
@NullMarked
package io.telpher.gateway.health;

import org.jspecify.annotations.NullMarked;
