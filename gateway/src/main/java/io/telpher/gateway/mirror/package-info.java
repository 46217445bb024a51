/** Sends a copy of some requests to another upstream, whose answers nobody waits for. */
@NullMarked
package io.telpher.gateway.mirror;

import org.jspecify.annotations.NullMarked;
