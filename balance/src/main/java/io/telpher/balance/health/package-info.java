/**
 * How the endpoints of an upstream are doing: asked ({@link io.telpher.balance.health.HealthCheck}), seen from their answers
 * ({@link io.telpher.balance.health.OutlierConfig}), and by an operator's wish. An endpoint that returns gets its share by
 * degrees, one that leaves finishes what it has.
 */
@NullMarked
package io.telpher.balance.health;

import org.jspecify.annotations.NullMarked;
