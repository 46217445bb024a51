package io.telpher.core;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Trouble on the network, in words that retry, breaker, access log and status mapping read, and nothing else. It carries
 * no stack trace: it says what happened to a peer, not where our code was.
 */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Side side;
    private final Kind kind;
    private final boolean retryable;
    private final long waitNanos;

    /** Whose trouble it is. */
    public enum Side {
        /** The one who asked us. */
        DOWNSTREAM,
        /** The one whom we asked. */
        UPSTREAM,
        /** Ourselves: a limit was reached or we are stopping. */
        LOCAL
    }

    /** What happened. The label is the word in logs, metrics and {@code Proxy-Status} (RFC 9209 where it has one). */
    public enum Kind {
        /** No endpoint to send to. */
        NO_ENDPOINT("destination_unavailable"),
        /** A name did not resolve. */
        DNS("dns_error"),
        /** The connection was refused. */
        REFUSED("connection_refused"),
        /** No route leads to its address. */
        UNROUTABLE("destination_ip_unroutable"),
        /** No connection within the connect timeout. */
        CONNECT_TIMEOUT("connection_timeout"),
        /** TLS failed: alert or protocol. */
        TLS("tls_protocol_error"),
        /** The peer's certificate was not accepted. */
        CERTIFICATE("tls_certificate_error"),
        /** The connection broke before or within the message. */
        RESET("connection_terminated"),
        /** The peer closed a kept-alive connection as we were using it. */
        STALE("connection_stale"),
        /** The peer was silent for longer than the read timeout. */
        READ_TIMEOUT("connection_read_timeout"),
        /** The peer took nothing for longer than the write timeout. */
        WRITE_TIMEOUT("connection_write_timeout"),
        /** The whole exchange took longer than its deadline. */
        DEADLINE("http_response_timeout"),
        /** The peer does not speak the protocol. */
        PROTOCOL("http_protocol_error"),
        /** The message ended too early. */
        INCOMPLETE("http_response_incomplete"),
        /** A limit on connections or waiting was reached. */
        LIMIT("connection_limit_reached"),
        /** The peer has failed so often of late that it is not asked for a while. */
        CIRCUIT_OPEN("circuit_open"),
        /** Nobody wants the answer any more. */
        CANCELLED("cancelled"),
        /** A mistake in our own code. */
        BUG("proxy_internal_error");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The word in logs, metrics and {@code Proxy-Status}. */
        public String label() {
            return label;
        }
    }

    /**
     * Describes a failure.
     *
     * @param side whose trouble it is
     * @param kind what happened
     * @param retryable true if the peer has certainly not acted on the request, so that anything may be sent again
     * @param detail one sentence for people: what, where, what was expected
     */
    public Failure(Side side, Kind kind, boolean retryable, @Nullable String detail) {
        this(side, kind, retryable, detail, 0);
    }

    /** A mistake in our own code, of which the program's log tells more. */
    public static Failure bug() {
        return new Failure(Side.LOCAL, Kind.BUG, false, "a mistake of ours: the log of the program has more");
    }

    private Failure(Side side, Kind kind, boolean retryable, @Nullable String detail, long waitNanos) {
        super(detail, null, false, false);
        this.side = side;
        this.kind = kind;
        this.retryable = retryable;
        this.waitNanos = waitNanos;
    }

    /** A failure of the upstream side. */
    public static Failure upstream(Kind kind, boolean retryable, String detail) {
        return new Failure(Side.UPSTREAM, kind, retryable, detail);
    }

    /** A failure of the downstream side, which is never retried. */
    public static Failure downstream(Kind kind, String detail) {
        return new Failure(Side.DOWNSTREAM, kind, false, detail);
    }

    /** A refusal of our own, made before anything was sent: whoever asked may ask again after {@code waitNanos}. */
    public static Failure refusal(Kind kind, String detail, long waitNanos) {
        return new Failure(Side.LOCAL, kind, true, detail, waitNanos);
    }

    /** Whose trouble it is. */
    public Side side() {
        return side;
    }

    /** What happened. */
    public Kind kind() {
        return kind;
    }

    /** The word for it in logs, metrics and {@code Proxy-Status}: RFC 9209 has one of its own for requests that break the protocol. */
    public String label() {
        return side == Side.DOWNSTREAM && kind == Kind.PROTOCOL ? "http_request_error" : kind.label;
    }

    /** True if the peer has certainly not acted on the request. */
    public boolean retryable() {
        return retryable;
    }

    /** How long whoever asked should wait before he asks again, in nanoseconds; 0 if nobody knows. */
    public long waitNanos() {
        return waitNanos;
    }

    /** True if it speaks against the peer that was asked: not what we or a client caused, nor the race on an old connection. */
    public boolean blamesPeer() {
        return side == Side.UPSTREAM && kind != Kind.CANCELLED && kind != Kind.STALE;
    }

    /** All of it in one line for a log: {@code upstream connection_refused: 127.0.0.1:9001}. */
    public String text() {
        return side.name().toLowerCase(Locale.ROOT) + " " + label() + ": " + getMessage();
    }
}
