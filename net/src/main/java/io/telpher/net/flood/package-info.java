/** Who may connect: caps, rates, and what is shed when memory or descriptors run short. */
@NullMarked
package io.telpher.net.flood;

import org.jspecify.annotations.NullMarked;
