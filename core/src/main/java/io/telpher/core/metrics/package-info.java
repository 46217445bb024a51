/** Counters, gauges and histograms of bounded cardinality, read by whoever exports them. */
@NullMarked
package io.telpher.core.metrics;

import org.jspecify.annotations.NullMarked;
