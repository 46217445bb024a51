/** Real servers, started for tests from packages and stopped by their own handles. */
@NullMarked
package io.telpher.testkit.server;

import org.jspecify.annotations.NullMarked;
