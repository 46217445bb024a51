/** What rate limits are made of, for whoever counts them: this process alone, or a store that several share. */
@NullMarked
package io.telpher.core.limit;

import org.jspecify.annotations.NullMarked;
