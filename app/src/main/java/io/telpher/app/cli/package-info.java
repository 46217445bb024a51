/** The command line: words to calls, problems to reports, failures to exit codes. */
@NullMarked
package io.telpher.app.cli;

import org.jspecify.annotations.NullMarked;
