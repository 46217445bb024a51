/** Identical requests that are under way together become one. */
@NullMarked
package io.telpher.gateway.coalesce;

import org.jspecify.annotations.NullMarked;
