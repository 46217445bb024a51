package io.telpher.app.access;

import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import java.nio.charset.StandardCharsets;

/** A line as a JSON object of one level (RFC 8259). What is not known is left out. */
final class JsonLine implements LineFormat {
    private static final byte[] TIME = ascii("{\"time\":\"");
    private static final byte[] CLIENT = ascii("\",\"client\":\"");
    private static final byte[] LISTENER = text("listener");
    private static final byte[] METHOD = text("method");
    private static final byte[] SCHEME = text("scheme");
    private static final byte[] AUTHORITY = text("authority");
    private static final byte[] PATH = text("path");
    private static final byte[] QUERY = text("query");
    private static final byte[] VERSION = text("version");
    private static final byte[] STATUS = value("status");
    private static final byte[] GRPC_STATUS = value("grpc_status");
    private static final byte[] REASON = text("reason");
    private static final byte[] FAILURE = text("failure");
    private static final byte[] DETAIL = text("detail");
    private static final byte[] REQUEST_BYTES = value("request_bytes");
    private static final byte[] RESPONSE_BYTES = value("response_bytes");
    private static final byte[] TOTAL = value("total_ms");
    private static final byte[] WAIT = value("wait_ms");
    private static final byte[] CONNECT = value("connect_ms");
    private static final byte[] FIRST_BYTE = value("first_byte_ms");
    private static final byte[] TRANSFER = value("transfer_ms");
    private static final byte[] DEADLINE = value("deadline_ms");
    private static final byte[] SHARED = ascii(",\"shared\":true");
    private static final byte[] MIRRORED = ascii(",\"mirrored\":true");
    private static final byte[] ATTEMPTS = value("attempts");
    private static final byte[] ROUTE = text("route");
    private static final byte[] UPSTREAM = text("upstream");
    private static final byte[] ENDPOINT = text("endpoint");
    private static final byte[] RATE_LIMIT = text("rate_limit");
    private static final byte[] CACHE = text("cache");
    private static final byte[] USER = text("user");
    private static final byte[] JWT = text("jwt");
    private static final byte[] REUSED = ascii(",\"reused\":true");
    private static final byte[] FRESH = ascii(",\"reused\":false");
    private static final byte[] TLS = text("tls");
    private static final byte[] SUBJECT = text("client_subject");
    private static final byte[] FINGERPRINT = text("client_fingerprint");
    private static final byte[] FRONT_NAME = text("front_name");
    private static final byte[] FRONT_CLIENT = text("front_client");
    private static final byte[] FRONT_ID = text("front_id");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] text(String name) {
        return ascii(",\"" + name + "\":\"");
    }

    private static byte[] value(String name) {
        return ascii(",\"" + name + "\":");
    }

    @Override
    public void write(Completed end, long epochNanos, Stamp stamp, Bytes out) {
        Exchange exchange = end.exchange();
        out.raw(TIME);
        stamp.write(epochNanos, out);
        out.raw(CLIENT);
        out.escaped(exchange.client(), TEXT_MAX);
        out.raw((byte) '"');
        Named.text(LISTENER, exchange.peer().listener(), out);
        request(end, out);
        result(end, out);
        times(end, out);
        path(end, exchange, out);
        tls(exchange.peer(), out);
        out.raw((byte) '}');
        out.endLine();
    }

    private static void request(Completed end, Bytes out) {
        Named.text(METHOD, end.method(), out);
        Named.text(SCHEME, end.scheme(), out);
        Named.text(AUTHORITY, end.authority(), out);
        if (!end.path().isEmpty()) {
            out.raw(PATH);
            out.escaped(end.path(), TARGET_MAX);
            out.raw((byte) '"');
        }
        String query = end.query();
        if (query != null) {
            out.raw(QUERY);
            QueryText.write(query, TARGET_MAX, out);
            out.raw((byte) '"');
        }
        Named.text(VERSION, end.version(), out);
    }

    private static void result(Completed end, Bytes out) {
        Named.known(STATUS, end.status(), out);
        Named.known(GRPC_STATUS, end.exchange().grpcStatus(), out);
        out.raw(REASON);
        out.raw(end.reason().bytes());
        out.raw((byte) '"');
        if (end.failure() != null) {
            Named.text(FAILURE, end.failure().label(), out);
            Named.text(DETAIL, end.failure().getMessage(), out);
        }
        Named.number(REQUEST_BYTES, end.requestBytes(), out);
        Named.number(RESPONSE_BYTES, end.responseBytes(), out);
    }

    private static void times(Completed end, Bytes out) {
        Named.millis(TOTAL, end.totalNanos(), out);
        Named.millis(WAIT, end.waitNanos(), out);
        Named.millis(CONNECT, end.connectNanos(), out);
        Named.millis(FIRST_BYTE, end.firstByteNanos(), out);
        Named.millis(TRANSFER, end.transferNanos(), out);
        Named.millis(DEADLINE, end.deadlineNanos(), out);
    }

    private static void path(Completed end, Exchange exchange, Bytes out) {
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
        if (exchange.attempts() == 0) {
            return;
        }
        Named.number(ATTEMPTS, exchange.attempts(), out);
        Named.text(UPSTREAM, exchange.upstream(), out);
        Named.text(ENDPOINT, exchange.endpoint(), out);
        if (exchange.connectedNanos() != 0) {
            out.raw(exchange.reused() ? REUSED : FRESH);
        }
    }

    private static void tls(Peer peer, Bytes out) {
        Peer.Tls tls = peer.tls();
        if (tls != null) {
            Named.text(TLS, tls.protocol(), out);
            ClientCertificate certificate = tls.client();
            if (certificate != null) {
                Named.text(SUBJECT, certificate.subject(), out);
                Named.text(FINGERPRINT, certificate.fingerprint(), out);
            }
        }
        Peer.Front front = peer.front();
        if (front != null) {
            Named.text(FRONT_NAME, front.authority(), out);
            Named.text(FRONT_CLIENT, front.client(), out);
            Named.text(FRONT_ID, front.id(), out);
        }
    }
}
