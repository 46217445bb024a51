/** Decides which host an upstream is asked for. */
@NullMarked
package io.telpher.gateway.host;

import org.jspecify.annotations.NullMarked;
