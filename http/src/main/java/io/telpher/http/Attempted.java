package io.telpher.http;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the attempts that serve an exchange: whom the last one asked, and when each of its phases was over. A part of
 * {@link Exchange} that is a class for the reader's sake, and no object for the collector's.
 */
abstract class Attempted {
    private @Nullable String upstream;
    private @Nullable String endpoint;
    private int attempts;
    private boolean reused;
    private long pickedNanos;
    private long connectedNanos;
    private long sentNanos;
    private long firstByteNanos;

    /** The upstream that served it last, or null. */
    public @Nullable String upstream() {
        return upstream;
    }

    /** The endpoint that served it last, or null. */
    public @Nullable String endpoint() {
        return endpoint;
    }

    /** How often an upstream was tried. */
    public int attempts() {
        return attempts;
    }

    /** Notes an attempt: what follows in time belongs to this endpoint. */
    public void attempt(String upstreamName, String endpointAddress, long nowNanos) {
        upstream = upstreamName;
        endpoint = endpointAddress;
        attempts++;
        pickedNanos = nowNanos;
        connectedNanos = 0;
        sentNanos = 0;
        firstByteNanos = 0;
    }

    /** When the endpoint of the last attempt was picked. */
    public long pickedNanos() {
        return pickedNanos;
    }

    /** Notes that there is a connection to the endpoint. */
    public void connected(boolean pooled, long nowNanos) {
        reused = pooled;
        connectedNanos = nowNanos;
    }

    /** When there was a connection to the endpoint. */
    public long connectedNanos() {
        return connectedNanos;
    }

    /** True if that connection had served before. */
    public boolean reused() {
        return reused;
    }

    /** Notes that the request's head was sent to the endpoint. */
    public void sent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /** When the request's head was sent to the endpoint. */
    public long sentNanos() {
        return sentNanos;
    }

    /** Notes that the endpoint began to answer. */
    public void firstByte(long nowNanos) {
        firstByteNanos = nowNanos;
    }

    /** When the endpoint began to answer. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** Counts an attempt of which nothing else is known. */
    final void attempted() {
        attempts++;
    }

    /** What the last attempt of {@code other} was is what this one's was. */
    final void lastAttemptOf(Attempted other) {
        upstream = other.upstream;
        endpoint = other.endpoint;
        reused = other.reused;
        pickedNanos = other.pickedNanos;
        connectedNanos = other.connectedNanos;
        sentNanos = other.sentNanos;
        firstByteNanos = other.firstByteNanos;
    }

    /** All attempts of {@code other} were made for this one. */
    final void attemptsOf(Attempted other) {
        attempts = other.attempts;
        lastAttemptOf(other);
    }
}
