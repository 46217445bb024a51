/** A log that nodes share, in a topic of Kafka, by its own client. Loaded only when a configuration names it. */
@NullMarked
package io.telpher.engines.kafka;

import org.jspecify.annotations.NullMarked;
