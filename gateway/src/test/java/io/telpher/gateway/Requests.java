package io.telpher.gateway;

import io.telpher.http.Body;
import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.http.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Requests as tests need them. */
public final class Requests {
    private Requests() {}

    /** A GET over plain HTTP from 192.0.2.1. */
    public static HttpRequest get(String target, String... fields) {
        return request(Method.GET, "http://example.org" + target, "192.0.2.1", fields);
    }

    /** A request; {@code fields} are names and values by turns. */
    public static HttpRequest request(Method method, String uri, String from, String... fields) {
        try {
            Target target = Target.parse(method, uri);
            Peer.@Nullable Tls tls = "https".equals(target.scheme()) ? new Peer.Tls("TLSv1.3", "x", null) : null;
            return request(method, target, from, tls, fields);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A GET over TLS of a client that showed this certificate, or none. */
    public static HttpRequest secure(String target, @Nullable ClientCertificate client) {
        Peer.Tls tls = new Peer.Tls("TLSv1.3", "x", null, null, "asked", client);
        try {
            return request(Method.GET, Target.parse(Method.GET, "https://example.org" + target), "192.0.2.1", tls);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest request(
            Method method, Target target, String from, Peer.@Nullable Tls tls, String... fields) {
        try {
            Peer peer = new Peer("main", socket(from, 40_000), socket("127.0.0.1", 8080), tls);
            return new HttpRequest(
                    method,
                    peer.scheme(),
                    target.authorityOr(""),
                    target.path(),
                    target.query(),
                    HttpVersion.HTTP_1_1,
                    received(fields),
                    Body.empty(),
                    new Exchange(peer, 0));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static InetSocketAddress socket(String ip, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    /** Fields as a connection makes them: the bytes of a head and their index. */
    public static Fields received(String... fields) {
        StringBuilder head = new StringBuilder();
        int[] index = new int[fields.length / 2 * Fields.STRIDE];
        for (int i = 0; i < fields.length; i += 2) {
            byte[] name = fields[i].getBytes(StandardCharsets.ISO_8859_1);
            int at = i / 2 * Fields.STRIDE;
            index[at] = FieldName.hash(name, 0, name.length);
            index[at + 1] = head.length() << 16 | (head.length() + name.length);
            head.append(fields[i]).append(": ");
            index[at + 2] = head.length() << 16 | (head.length() + fields[i + 1].length());
            head.append(fields[i + 1]).append("\r\n");
        }
        return Fields.scanned(head.toString().getBytes(StandardCharsets.ISO_8859_1), index, fields.length / 2);
    }

    /** Fields that we make ourselves; names and values by turns. */
    public static Fields fields(String... fields) {
        Field[] all = new Field[fields.length / 2];
        for (int i = 0; i < all.length; i++) {
            all[i] = Field.of(FieldName.of(fields[2 * i]), fields[2 * i + 1]);
        }
        return Fields.of(all);
    }

    /** A response's content as text. */
    public static String text(HttpResponse response) throws IOException {
        return new String(response.body().readAll(1 << 20), StandardCharsets.UTF_8);
    }
}
