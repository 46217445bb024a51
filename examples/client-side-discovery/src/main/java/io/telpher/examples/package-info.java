/** Programs that show what the library is for. */
@NullMarked
package io.telpher.examples;

import org.jspecify.annotations.NullMarked;
