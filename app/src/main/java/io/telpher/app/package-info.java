/** The program: the one place that puts the rooms together. */
@NullMarked
package io.telpher.app;

import org.jspecify.annotations.NullMarked;
