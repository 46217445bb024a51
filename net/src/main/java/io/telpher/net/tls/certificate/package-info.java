/** Certificates and keys as files have them: reading, judging and making them, and the local authority. */
@NullMarked
package io.telpher.net.tls.certificate;

import org.jspecify.annotations.NullMarked;
