/** Sets, adds and removes fields of requests and responses. */
@NullMarked
package io.telpher.gateway.headers;

import org.jspecify.annotations.NullMarked;
