/** Certificates and tokens that tests make themselves. */
@NullMarked
package io.telpher.testkit.keys;

import org.jspecify.annotations.NullMarked;
