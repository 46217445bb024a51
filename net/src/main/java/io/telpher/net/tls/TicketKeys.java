package io.telpher.net.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal session tickets (RFC 5077): the one in use and the one before, whose tickets are still taken. They
 * are random and in memory only, so that what was recorded stays secret once they are replaced.
 *
 * @param current seals and opens
 * @param former opens only
 */
record TicketKeys(Key current, @Nullable Key former) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Fresh keys and no former ones. */
    static TicketKeys fresh() {
        return new TicketKeys(Key.random(), null);
    }

    /** A fresh key; the present one becomes the former, the former is forgotten. */
    TicketKeys rotated() {
        return new TicketKeys(Key.random(), current);
    }

    OpenSslSessionTicketKey[] forContext() {
        return former == null
                ? new OpenSslSessionTicketKey[] {current.forContext()}
                : new OpenSslSessionTicketKey[] {current.forContext(), former.forContext()};
    }

    /** Name, HMAC key and AES key of a ticket. */
    static final class Key {
        private final byte[] bytes = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];

        private Key() {}

        static Key random() {
            Key key = new Key();
            RANDOM.nextBytes(key.bytes);
            return key;
        }

        private OpenSslSessionTicketKey forContext() {
            int hmac = OpenSslSessionTicketKey.NAME_SIZE;
            int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
            return new OpenSslSessionTicketKey(
                    Arrays.copyOfRange(bytes, 0, hmac),
                    Arrays.copyOfRange(bytes, hmac, aes),
                    Arrays.copyOfRange(bytes, aes, bytes.length));
        }
    }
}
