/** Changes the path on its way to the upstream. */
@NullMarked
package io.telpher.gateway.rewrite;

import org.jspecify.annotations.NullMarked;
