/** A network without sockets, on Netty's own local channels, whose time moves by hand. */
@NullMarked
package io.telpher.testkit.loop;

import org.jspecify.annotations.NullMarked;
