/** Headless Chromium, driven by its own protocol. */
@NullMarked
package io.telpher.testkit.browser;

import org.jspecify.annotations.NullMarked;
