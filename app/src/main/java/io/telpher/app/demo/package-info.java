/**
 * The demo behind {@code telpher up}: three small endpoints that can be made slow, failing or down by a request, so that one
 * sees balancing and health checks at work. Handlers only: somebody else serves them.
 */
@NullMarked
package io.telpher.app.demo;

import org.jspecify.annotations.NullMarked;
