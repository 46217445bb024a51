/** Endpoints that are found instead of named, and services of ours that are announced. */
@NullMarked
package io.telpher.app.discovery;

import org.jspecify.annotations.NullMarked;
