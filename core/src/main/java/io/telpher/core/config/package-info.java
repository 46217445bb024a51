/**
 * Configuration as a tree whose nodes know where they stand, and the shapes that read it. A shape is declared once and
 * reads, reports every mistake at once, and yields the JSON Schema and the reference page. No YAML here: whoever parses a
 * file makes {@link io.telpher.core.config.Node}s of it.
 */
@NullMarked
package io.telpher.core.config;

import org.jspecify.annotations.NullMarked;
