/** Whom to believe: the six checks of a chain of certificates, each with its own error, and the authorities they end at. */
@NullMarked
package io.telpher.net.tls.chain;

import org.jspecify.annotations.NullMarked;
