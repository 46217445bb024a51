package io.telpher.gateway.idempotency;

import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Digests by which requests and keys are known again: nothing that a caller sends stands in a store as it is. */
final class RequestPrint {
    private final MessageDigest digest;

    private RequestPrint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Of what belongs to a key: method, target, type and content. */
    static byte[] of(HttpRequest request, byte[] content) {
        RequestPrint print = new RequestPrint();
        print.add(request.method().name());
        print.add(request.target());
        print.add(request.fields().value(FieldName.CONTENT_TYPE));
        print.digest.update(content);
        return print.digest.digest();
    }

    /** The name in the store of a caller's key on a route. */
    static String name(String route, String caller, String key) {
        RequestPrint print = new RequestPrint();
        print.add(route);
        print.add(caller);
        print.add(key);
        return "telpher:idempotency:" + HexFormat.of().formatHex(print.digest.digest());
    }

    private void add(@Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        for (int shift = 24; shift >= 0; shift -= 8) { // where one part ends another begins
            digest.update((byte) (bytes.length >>> shift));
        }
        digest.update(bytes);
    }
}
