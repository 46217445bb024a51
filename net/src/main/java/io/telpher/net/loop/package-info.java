/** What is confined to one event loop. */
@NullMarked
package io.telpher.net.loop;

import org.jspecify.annotations.NullMarked;
