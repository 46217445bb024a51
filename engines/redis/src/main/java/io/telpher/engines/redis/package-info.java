/** What nodes share, on Redis and Redis Cluster, by Lettuce. Loaded only when a configuration names it. */
@NullMarked
package io.telpher.engines.redis;

import org.jspecify.annotations.NullMarked;
