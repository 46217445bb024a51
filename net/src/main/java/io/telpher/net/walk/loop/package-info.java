/** The sockets of a walk, on one event loop of their own. */
@NullMarked
package io.telpher.net.walk.loop;

import org.jspecify.annotations.NullMarked;
