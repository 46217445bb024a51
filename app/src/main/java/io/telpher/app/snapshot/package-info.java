/** Snapshots of the running program, for whoever looks for what is slow: its threads, and a recording of the JVM. */
@NullMarked
package io.telpher.app.snapshot;

import org.jspecify.annotations.NullMarked;
