/** Answers from what is stored of earlier responses. */
@NullMarked
package io.telpher.gateway.cache;

import org.jspecify.annotations.NullMarked;
