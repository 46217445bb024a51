/** Connections that are kept for reuse by plain blocking code. */
@NullMarked
package io.telpher.core.pool;

import org.jspecify.annotations.NullMarked;
