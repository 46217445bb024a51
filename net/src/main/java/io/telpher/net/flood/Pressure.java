package io.telpher.net.flood;

import org.jspecify.annotations.Nullable;

/** What runs short in this process, as whoever accepts and serves connections sees it. For any thread, cheap. */
public interface Pressure {
    /** Nothing does. */
    Pressure NONE = new Pressure() {};

    /** What is given up under pressure; the word is that in logs and metrics. */
    enum Step {
        /** An answer closed its connection. */
        KEEP_ALIVE("keep-alive"),
        /** A stream of HTTP/2 was refused. */
        STREAM("stream"),
        /** An idle connection was closed. */
        IDLE("idle"),
        /** A new connection was refused. */
        CONNECTION("connection"),
        /** A request was answered with 503. */
        REQUEST("request"),
        /** One of the worst connections was closed. */
        WORST("worst");

        private final String word;

        Step(String word) {
            this.word = word;
        }

        /** The word in logs and metrics. */
        public String word() {
            return word;
        }
    }

    /** Why a new connection has to be refused, or null. */
    default @Nullable Refusal refusal() {
        return null;
    }

    /** True if connections are not to be kept between requests, and streams are to be few. */
    default boolean tight() {
        return false;
    }

    /** True if there is no memory for new requests. */
    default boolean scarce() {
        return false;
    }

    /** Counts something that was given up. */
    default void shed(Step step) {}
}
