/** Where clients come in: what the configuration says of listeners, the ports, their certificates and gates. */
@NullMarked
package io.telpher.app.listener;

import org.jspecify.annotations.NullMarked;
