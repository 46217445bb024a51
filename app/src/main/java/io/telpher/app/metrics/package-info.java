/** The numbers of requests, of the JVM and of the process, and their export in the formats of Prometheus. */
@NullMarked
package io.telpher.app.metrics;

import org.jspecify.annotations.NullMarked;
