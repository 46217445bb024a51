/** UDP passed through: the datagrams of each client go to one endpoint, and what comes back goes to the client. */
@NullMarked
package io.telpher.net.udp;

import org.jspecify.annotations.NullMarked;
