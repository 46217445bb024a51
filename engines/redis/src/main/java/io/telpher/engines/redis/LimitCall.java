package io.telpher.engines.redis;

import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Limit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The groups of one call of the script, as its one argument: packed numbers, because Lua takes them apart fastest. */
final class LimitCall {
    private static final int LIMIT_BYTES = 1 + 4 * 8;
    private static final int ASK_BYTES = 2 + 1 + 4 + 8 + 4 + 2;
    private static final double NANOS_PER_MICRO = 1000;

    private final List<LimitGroup> groups;
    private final List<Limit> limits = new ArrayList<>();
    private final double overshoot;

    /** {@code overshoot} is the part of a limit that all nodes together may hold on lease. */
    LimitCall(List<LimitGroup> groups, double overshoot) {
        this.groups = groups;
        this.overshoot = overshoot;
    }

    /** The argument; {@code nowMicros} is 0 for the server's own time. */
    byte[] bytes(double nowMicros) {
        int size = 8 + 2 + 2;
        for (LimitGroup group : groups) {
            size++;
            for (LimitAsk ask : group.asks()) {
                index(ask.limit());
                size += ASK_BYTES + ask.key().length;
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(size + limits.size() * LIMIT_BYTES);
        bytes.putDouble(nowMicros).putShort((short) limits.size());
        limits.forEach(limit -> put(bytes, limit));
        bytes.putShort((short) groups.size());
        for (LimitGroup group : groups) {
            bytes.put((byte) group.asks().size());
            group.asks().forEach(ask -> put(bytes, ask));
        }
        return bytes.array();
    }

    /** From 1, as Lua counts. There are few, and mostly the same objects. */
    private int index(Limit limit) {
        for (int i = 0; i < limits.size(); i++) {
            if (limits.get(i) == limit || limits.get(i).equals(limit)) {
                return i + 1;
            }
        }
        limits.add(limit);
        return limits.size();
    }

    private void put(ByteBuffer bytes, Limit limit) {
        bytes.put(code(limit.algorithm()))
                .putDouble((double) limit.burst())
                .putDouble((double) limit.unitNanos())
                .putDouble(limit.periodNanos() / NANOS_PER_MICRO)
                .putDouble(Math.floor(limit.burst() * overshoot));
    }

    private static byte code(Algorithm algorithm) {
        return switch (algorithm) {
            case TOKEN_BUCKET, GCRA -> 1;
            case LEAKY_BUCKET -> 2;
            case FIXED_WINDOW -> 3;
            case SLIDING_WINDOW -> 4;
            case SLIDING_LOG -> 5;
        };
    }

    private void put(ByteBuffer bytes, LimitAsk ask) {
        bytes.putShort((short) index(ask.limit()))
                .put(ask.kind().code())
                .putInt((int) ask.cost())
                .putDouble(ask.extra())
                .putInt((int) ask.held())
                .putShort((short) ask.key().length)
                .put(ask.key());
    }
}
