package io.telpher.httpnetty.loop;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A WebSocket that a client opens by the CONNECT of RFC 8441, put as the upgrade of HTTP/1.1 (RFC 6455 §4) that routes,
 * filters and origins know.
 */
public final class WebSocketUpgrade {
    /** The protocol's name in {@code :protocol} and {@code Upgrade}. */
    public static final String PROTOCOL = "websocket";

    public static final String NOT_ACCEPTED =
            "the endpoint's Sec-WebSocket-Accept does not fit the key (RFC 6455 section 4.1)";

    private static final FieldName KEY = FieldName.of("sec-websocket-key");
    private static final FieldName ACCEPT = FieldName.of("sec-websocket-accept");
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final String key;

    /** One with a key of its own: it need not be a secret, only hard to guess for caches in between. */
    public WebSocketUpgrade() {
        byte[] nonce = new byte[KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    /** The fields of the request as HTTP/1.1 has them. */
    public Fields request(Fields fields) {
        return fields.edit().set(FieldName.UPGRADE, PROTOCOL).set(KEY, key).done();
    }

    /** True if the origin has read the key. */
    public boolean accepted(Fields response) {
        return accept(key).equals(response.value(ACCEPT));
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** The fields of the response as HTTP/2 has them. */
    public static Fields response(Fields fields) {
        return fields.without(ACCEPT);
    }

    // === towards an endpoint ===

    /** True if an upgrade of HTTP/1.1 can be asked for in HTTP/2. */
    public static boolean asked(Fields request) {
        return PROTOCOL.equalsIgnoreCase(request.value(FieldName.UPGRADE)) && request.contains(KEY);
    }

    /** The fields of such a request as HTTP/2 has them. */
    public static Fields connect(Fields request) {
        return request.without(KEY);
    }

    /** The fields of the response as HTTP/1.1 has them: the endpoint has not seen the key, so we prove that it was read. */
    public static Fields switched(Fields response, Fields request) {
        String asked = String.valueOf(request.value(KEY));
        return response.edit()
                .set(FieldName.UPGRADE, PROTOCOL)
                .set(ACCEPT, accept(asked))
                .done();
    }
}
