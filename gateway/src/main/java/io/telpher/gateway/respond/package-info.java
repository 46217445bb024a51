/** Answers with what the configuration says. */
@NullMarked
package io.telpher.gateway.respond;

import org.jspecify.annotations.NullMarked;
