package io.telpher.net;

import io.telpher.net.flood.Barred;
import io.telpher.net.flood.Refusal;
import java.net.InetSocketAddress;

/** What happens before a connection's protocol begins. Called on event loops: must not block. */
public interface EntranceEvents {
    /** Nobody is interested. */
    EntranceEvents NONE = new EntranceEvents() {};

    /**
     * A connection was refused, or closed before its protocol began.
     *
     * @param client who connected, or whom a proxy named
     * @param detail for people
     */
    default void refused(String listener, Refusal why, InetSocketAddress client, String detail) {}

    /**
     * An address, or a network, is refused from now on, for a while.
     *
     * @param why the offence that was one too many
     */
    default void barred(String listener, Barred who, String why) {}

    /** A TLS handshake ended, well or badly. */
    default void shaken(String listener, boolean well) {}
}
