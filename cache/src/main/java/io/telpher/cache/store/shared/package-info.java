/** Responses that nodes share: a store in a room of objects that is elsewhere, and a store of this process over it. */
@NullMarked
package io.telpher.cache.store.shared;

import org.jspecify.annotations.NullMarked;
