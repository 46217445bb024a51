package io.telpher.cache.store.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash of keys, by a number that is the folder's own: nobody outside can find keys that collide. Two keys of one hash are told
 * apart by their heads.
 */
final class Hash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final long seed;

    Hash(long seed) {
        this.seed = mixed(seed);
    }

    long of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        long hash = seed ^ (bytes.length * PRIME);
        int at = 0;
        for (; at + 8 <= bytes.length; at += 8) {
            hash = mixed(hash ^ (long) LONGS.get(bytes, at)) + seed;
        }
        long rest = 0;
        for (; at < bytes.length; at++) {
            rest = (rest << 8) | (bytes[at] & 0xff);
        }
        return mixed(hash ^ rest);
    }

    /** 0 for nothing. */
    int more(String more) {
        return more.isEmpty() ? 0 : ((int) (of(more) >>> 32)) | 1;
    }

    private static long mixed(long from) {
        long h = (from ^ (from >>> 32)) * PRIME;
        h = (h ^ (h >>> 29)) * 0xBF58476D1CE4E5B9L;
        return h ^ (h >>> 32);
    }
}
