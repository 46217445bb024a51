/** Who serves the next call: balancing algorithms, health, upstreams. Generic in request and reply. */
@NullMarked
package io.telpher.balance;

import org.jspecify.annotations.NullMarked;
