/**
 * What a cache must do and should do, as cases in text files, with an origin that answers as a case says and a client that judges. It
 * runs against any cache by its address.
 */
@NullMarked
package io.telpher.testkit.caching;

import org.jspecify.annotations.NullMarked;
