/**
 * The access log: one line for each exchange, written when it ends. Lines are encoded on the caller's thread straight into
 * bytes and written by one thread of the log's own; a slow disk costs lines, which are counted, and never time.
 */
@NullMarked
package io.telpher.app.access;

import org.jspecify.annotations.NullMarked;
