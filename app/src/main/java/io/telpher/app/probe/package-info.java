/** {@code telpher probe URL}: what happens to a request on every layer, and how long it takes. */
@NullMarked
package io.telpher.app.probe;

import org.jspecify.annotations.NullMarked;
