/** What is told of what happens: by the access log, the program's log and the numbers. */
@NullMarked
package io.telpher.app.told;

import org.jspecify.annotations.NullMarked;
