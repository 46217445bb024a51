/** The rate limit service of Envoy's protocol, for others' proxies. */
@NullMarked
package io.telpher.gateway.ratelimitservice;

import org.jspecify.annotations.NullMarked;
