/** The logging back end: set up in code, because parsing XML and patterns would take a tenth of the start. */
@NullMarked
package io.telpher.app.log;

import org.jspecify.annotations.NullMarked;
