/** What tests need: raw clients, real servers, time by hand. */
@NullMarked
package io.telpher.testkit;

import org.jspecify.annotations.NullMarked;
