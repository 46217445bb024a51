/** A program that shows a cache of values in front of a database. */
@NullMarked
package io.telpher.examples.aside;

import org.jspecify.annotations.NullMarked;
