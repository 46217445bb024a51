/** What is kept: stores and caches by the names that the configuration gives them. */
@NullMarked
package io.telpher.app.store;

import org.jspecify.annotations.NullMarked;
