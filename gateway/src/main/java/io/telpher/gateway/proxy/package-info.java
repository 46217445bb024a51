/**
 * What every proxied exchange undergoes, whatever its route: fields that end at a hop, forwarding fields, whom to believe.
 */
@NullMarked
package io.telpher.gateway.proxy;

import org.jspecify.annotations.NullMarked;
