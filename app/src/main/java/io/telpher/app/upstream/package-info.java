/** Where requests and visits go: what the configuration says of upstreams, their guards, and the ways to endpoints. */
@NullMarked
package io.telpher.app.upstream;

import org.jspecify.annotations.NullMarked;
