package io.telpher.balance.algorithm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How calls that belong together stay with one endpoint: each names the endpoint that it has been with, or has a key that is
 * hashed onto one. A call that does neither has the key {@link #NONE} and is balanced like any other.
 *
 * @param hashed true if keys that name nobody are hashed; false if they are balanced
 * @param salt goes into the endpoints' names, so that whoever does not know it cannot guess an address from one
 */
public record Ties(boolean hashed, String salt) {
    /** The key of a call that is tied to nobody. */
    public static final long NONE = 0;

    /** The opaque name of the endpoint at this address, which as a key leads to it; never {@link #NONE}. */
    public long id(String address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("telpher endpoint\n" + salt + '\n' + address).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() | 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
