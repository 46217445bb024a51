/** Makes a request again when it failed, and hedges one that is slow. */
@NullMarked
package io.telpher.gateway.retry;

import org.jspecify.annotations.NullMarked;
