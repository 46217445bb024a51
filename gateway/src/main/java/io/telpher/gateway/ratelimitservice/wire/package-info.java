/** The messages of Envoy's rate limit service in protobuf, as far as they are used: bytes to values and back. */
@NullMarked
package io.telpher.gateway.ratelimitservice.wire;

import org.jspecify.annotations.NullMarked;
