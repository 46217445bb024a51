/** What tests need: programs and ports, and in its packages raw clients, real servers, a browser, time by hand, contracts. */
@NullMarked
package io.telpher.testkit;

import org.jspecify.annotations.NullMarked;
