package io.telpher.app.access;

import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import java.nio.charset.StandardCharsets;

/**
 * A line for people: time, client, request in quotes, status, reason, and the rest as {@code name=value}. What is not known
 * is left out; any text of a client stands in quotes.
 */
final class TextLine implements LineFormat {
    private static final byte[] QUOTE = ascii(" \"");
    private static final byte[] AFTER_SCHEME = ascii("://");
    private static final byte[] GRPC_STATUS = ascii(" grpc=");
    private static final byte[] IN = ascii(" in=");
    private static final byte[] OUT = ascii(" out=");
    private static final byte[] TOTAL = ascii(" total=");
    private static final byte[] WAIT = ascii(" wait=");
    private static final byte[] CONNECT = ascii(" connect=");
    private static final byte[] FIRST_BYTE = ascii(" first-byte=");
    private static final byte[] TRANSFER = ascii(" transfer=");
    private static final byte[] DEADLINE = ascii(" deadline=");
    private static final byte[] SHARED = ascii(" shared");
    private static final byte[] MIRRORED = ascii(" mirrored");
    private static final byte[] ATTEMPTS = ascii(" attempts=");
    private static final byte[] LISTENER = ascii(" listener=\"");
    private static final byte[] ROUTE = ascii(" route=\"");
    private static final byte[] UPSTREAM = ascii(" upstream=\"");
    private static final byte[] ENDPOINT = ascii(" endpoint=\"");
    private static final byte[] FAILURE = ascii(" failure=\"");
    private static final byte[] DETAIL = ascii(" detail=\"");
    private static final byte[] TLS = ascii(" tls=\"");
    private static final byte[] SUBJECT = ascii(" client-subject=\"");
    private static final byte[] FINGERPRINT = ascii(" client-fingerprint=\"");
    private static final byte[] FRONT_NAME = ascii(" front-name=\"");
    private static final byte[] FRONT_CLIENT = ascii(" front-client=\"");
    private static final byte[] FRONT_ID = ascii(" front-id=\"");
    private static final byte[] RATE_LIMIT = ascii(" rate-limit=\"");
    private static final byte[] CACHE = ascii(" cache=\"");
    private static final byte[] USER = ascii(" user=\"");
    private static final byte[] JWT = ascii(" jwt=\"");
    private static final byte[] REUSED = ascii(" reused");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(Completed end, long epochNanos, Stamp stamp, Bytes out) {
        stamp.write(epochNanos, out);
        out.raw(QUOTE);
        out.escaped(end.exchange().client(), TEXT_MAX);
        out.raw((byte) '"');
        request(end, out);
        out.raw((byte) ' ');
        if (end.status() < 0) {
            out.raw((byte) '-');
        } else {
            out.number(end.status());
        }
        out.raw((byte) ' ');
        out.raw(end.reason().bytes());
        Named.known(GRPC_STATUS, end.exchange().grpcStatus(), out);
        Named.number(IN, end.requestBytes(), out);
        Named.number(OUT, end.responseBytes(), out);
        times(end, out);
        path(end, out);
        out.endLine();
    }

    private static void request(Completed end, Bytes out) {
        out.raw(QUOTE);
        out.escaped(end.method(), TEXT_MAX);
        out.raw((byte) ' ');
        out.escaped(end.scheme(), TEXT_MAX);
        out.raw(AFTER_SCHEME);
        out.escaped(end.authority(), TEXT_MAX);
        out.escaped(end.path(), TARGET_MAX);
        String query = end.query();
        if (query != null) {
            out.raw((byte) '?');
            QueryText.write(query, TARGET_MAX, out);
        }
        out.raw((byte) ' ');
        out.escaped(end.version(), TEXT_MAX);
        out.raw((byte) '"');
    }

    private static void times(Completed end, Bytes out) {
        Named.millis(TOTAL, end.totalNanos(), out);
        Named.millis(WAIT, end.waitNanos(), out);
        Named.millis(CONNECT, end.connectNanos(), out);
        Named.millis(FIRST_BYTE, end.firstByteNanos(), out);
        Named.millis(TRANSFER, end.transferNanos(), out);
        Named.millis(DEADLINE, end.deadlineNanos(), out);
    }

    private static void path(Completed end, Bytes out) {
        Exchange exchange = end.exchange();
        Named.text(LISTENER, exchange.peer().listener(), out);
        Named.text(ROUTE, exchange.route(), out);
        Named.text(USER, exchange.claim("sub"), out);
        Named.text(JWT, exchange.distrust(), out);
        Named.text(RATE_LIMIT, end.rateLimit(), out);
        Named.text(CACHE, exchange.cache(), out);
        if (exchange.hasJoined()) {
            out.raw(SHARED);
        }
        if (exchange.isMirrored()) {
            out.raw(MIRRORED);
        }
        if (exchange.attempts() > 0) {
            Named.number(ATTEMPTS, exchange.attempts(), out);
            Named.text(UPSTREAM, exchange.upstream(), out);
            Named.text(ENDPOINT, exchange.endpoint(), out);
        }
        if (exchange.reused()) {
            out.raw(REUSED);
        }
        if (end.failure() != null) {
            Named.text(FAILURE, end.failure().label(), out);
            Named.text(DETAIL, end.failure().getMessage(), out);
        }
        Peer.Tls tls = exchange.peer().tls();
        if (tls != null) {
            tls(tls, out);
        }
        Peer.Front front = exchange.peer().front();
        if (front != null) {
            Named.text(FRONT_NAME, front.authority(), out);
            Named.text(FRONT_CLIENT, front.client(), out);
            Named.text(FRONT_ID, front.id(), out);
        }
    }

    private static void tls(Peer.Tls tls, Bytes out) {
        Named.text(TLS, tls.protocol(), out);
        ClientCertificate certificate = tls.client();
        if (certificate != null) {
            Named.text(SUBJECT, certificate.subject(), out);
            Named.text(FINGERPRINT, certificate.fingerprint(), out);
        }
    }
}
