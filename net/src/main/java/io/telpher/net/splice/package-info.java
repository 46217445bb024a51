/** TCP passed through: a client's connection and an endpoint's joined on one event loop. */
@NullMarked
package io.telpher.net.splice;

import org.jspecify.annotations.NullMarked;
