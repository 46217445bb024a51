/** What each implementation of a seam must do, as tests. */
@NullMarked
package io.telpher.testkit.contract;

import org.jspecify.annotations.NullMarked;
