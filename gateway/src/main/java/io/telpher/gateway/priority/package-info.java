/** Says who is refused first when not everybody can be served. */
@NullMarked
package io.telpher.gateway.priority;

import org.jspecify.annotations.NullMarked;
