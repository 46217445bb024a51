/** HTTP on sockets: servers and clients. */
@NullMarked
package io.telpher.httpnetty;

import org.jspecify.annotations.NullMarked;
