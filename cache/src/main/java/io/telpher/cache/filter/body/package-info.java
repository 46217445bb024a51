/** Bodies that are made of others: one after the other, and ranges in their parts. */
@NullMarked
package io.telpher.cache.filter.body;

import org.jspecify.annotations.NullMarked;
