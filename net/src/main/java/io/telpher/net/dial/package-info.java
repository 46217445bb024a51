/** What layer 4 is to the policies: a visit asks to be connected, a link is the connection that it gets. */
@NullMarked
package io.telpher.net.dial;

import org.jspecify.annotations.NullMarked;
