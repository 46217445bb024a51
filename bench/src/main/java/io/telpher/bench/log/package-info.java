/** What a line of the access log and the counters of an exchange cost the event loop. */
@NullMarked
package io.telpher.bench.log;

import org.jspecify.annotations.NullMarked;
