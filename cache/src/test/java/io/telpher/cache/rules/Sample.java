package io.telpher.cache.rules;

import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.http.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Messages for tests. */
public final class Sample {
    private static final Peer PEER = new Peer(
            "main",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 2),
            null);

    private Sample() {}

    /** Fields; names and values by turns. */
    public static Fields fields(String... fields) {
        Fields.Editor editor = Fields.EMPTY.edit();
        for (int i = 0; i < fields.length; i += 2) {
            editor.add(Field.of(FieldName.of(fields[i]), fields[i + 1]));
        }
        return editor.done();
    }

    /** A GET. */
    public static HttpRequest get(String target, String... fields) {
        return request(Method.GET, target, "", fields);
    }

    /** A request to {@code https://example.org}, or to the authority that the target names. */
    public static HttpRequest request(Method method, String target, String content, String... fields) {
        try {
            Target parsed = Target.parse(method, target);
            String scheme = parsed.scheme();
            String authority = parsed.authority();
            return new HttpRequest(
                    method,
                    scheme == null ? "https" : scheme,
                    authority == null ? "example.org" : authority,
                    parsed.path(),
                    parsed.query(),
                    HttpVersion.HTTP_1_1,
                    fields(fields),
                    content.isEmpty() ? Body.empty() : Body.of(content),
                    new Exchange(PEER, 0));
        } catch (Exception e) {
            throw new AssertionError(target, e);
        }
    }
}
