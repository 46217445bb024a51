/** The rules of the house as tests: architecture, names, documents, examples. Each is shown to bite on a fixture. */
@NullMarked
package io.telpher.checks;

import org.jspecify.annotations.NullMarked;
