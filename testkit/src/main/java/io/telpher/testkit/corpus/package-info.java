/** Messages in files, and what each must lead to. */
@NullMarked
package io.telpher.testkit.corpus;

import org.jspecify.annotations.NullMarked;
