package io.telpher.gateway.ratelimitservice.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code envoy.service.ratelimit.v3.RateLimitResponse}.
 *
 * @param over true if any descriptor is over its limit
 * @param statuses of each descriptor, in their order
 */
public record Answer(boolean over, List<Status> statuses) {
    private static final int OK = 1;
    private static final int OVER_LIMIT = 2;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long UNSIGNED_MAX = 0xffff_ffffL;

    /**
     * What is said of a descriptor.
     *
     * @param over true if it is over its limit
     * @param limit the limit, or null if none goes for it
     * @param remaining how many units are left
     * @param resetNanos how long until all are there again
     */
    public record Status(boolean over, @Nullable Current limit, long remaining, long resetNanos) {}

    /** A limit as it is told: its name, how many, and in which unit of time by its number, 0 if in none. */
    public record Current(String name, long requests, int unit) {}

    /** The message. */
    public byte[] bytes() {
        ProtoWriter writer = new ProtoWriter().number(1, code(over));
        for (Status status : statuses) {
            writer.message(2, message(status));
        }
        return writer.bytes();
    }

    private static int code(boolean over) {
        return over ? OVER_LIMIT : OK;
    }

    private static ProtoWriter message(Status status) {
        ProtoWriter writer = new ProtoWriter().number(1, code(status.over));
        Current limit = status.limit;
        if (limit == null) {
            return writer;
        }
        writer.message(
                2,
                new ProtoWriter()
                        .number(1, Math.min(UNSIGNED_MAX, limit.requests))
                        .number(2, limit.unit)
                        .text(3, limit.name));
        writer.number(3, Math.min(UNSIGNED_MAX, status.remaining));
        return writer.message(
                4,
                new ProtoWriter()
                        .number(1, status.resetNanos / SECOND_NANOS)
                        .number(2, status.resetNanos % SECOND_NANOS));
    }
}
