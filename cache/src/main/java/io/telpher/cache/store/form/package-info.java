/** How what is stored is written as bytes, and known again: what stores outside of this process's memory have in common. */
@NullMarked
package io.telpher.cache.store.form;

import org.jspecify.annotations.NullMarked;
