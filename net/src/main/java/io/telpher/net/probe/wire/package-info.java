/** The first words of protocols: what a health check says, and what it makes of the answer. */
@NullMarked
package io.telpher.net.probe.wire;

import org.jspecify.annotations.NullMarked;
