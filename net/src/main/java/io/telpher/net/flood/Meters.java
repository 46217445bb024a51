package io.telpher.net.flood;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.telpher.core.Ticker;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what this process has in use. For one thread: descriptors are counted by listing them, which is not for loops. */
final class Meters implements Supplier<Readings> {
    private static final long LISTS_EVERY_NANOS = 900_000_000L;
    private static final double EASY_BELOW = 0.5;

    private final @Nullable MemoryPoolMXBean old = oldGeneration();
    private final List<GarbageCollectorMXBean> collectors = collectorsOf(old);
    private final Ticker ticker;
    private long listedNanos;
    private double descriptors = -1;

    Meters(Ticker ticker) {
        this.ticker = ticker;
        this.listedNanos = ticker.nanos() - LISTS_EVERY_NANOS;
    }

    /** True while less than half of the heap and of direct memory is taken, be it held or free. */
    static boolean easy() {
        Runtime heap = Runtime.getRuntime();
        return share(heap.totalMemory() - heap.freeMemory(), heap.maxMemory()) < EASY_BELOW
                && share(PlatformDependent.usedDirectMemory(), PlatformDependent.maxDirectMemory()) < EASY_BELOW;
    }

    /** The pool in which the heap's survivors end: the largest whose usage after collections is known. */
    private static @Nullable MemoryPoolMXBean oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .max(Comparator.comparing(Meters::namedOld)
                        .thenComparingLong(pool -> pool.getUsage().getMax()))
                .orElse(null);
    }

    private static boolean namedOld(MemoryPoolMXBean pool) {
        return pool.getName().contains("Tenured") || pool.getName().contains("Old");
    }

    /** Those that collect the old generation: a collection of the young one says nothing of it. */
    private static List<GarbageCollectorMXBean> collectorsOf(@Nullable MemoryPoolMXBean pool) {
        if (pool == null) {
            return List.of();
        }
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> List.of(collector.getMemoryPoolNames()).contains(pool.getName()))
                .toList();
    }

    @Override
    public Readings get() {
        if (ticker.nanos() - listedNanos >= LISTS_EVERY_NANOS) {
            listedNanos = ticker.nanos();
            descriptors = descriptors();
        }
        MemoryPoolMXBean pool = old;
        long collections = collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        return new Readings(
                pool == null ? -1 : share(pool.getCollectionUsage()),
                pool == null ? -1 : share(pool.getUsage()),
                collections,
                direct(),
                descriptors);
    }

    private static double share(MemoryUsage usage) {
        return share(usage.getUsed(), usage.getMax());
    }

    private static double share(long used, long max) {
        return max <= 0 || used < 0 ? -1 : (double) used / max;
    }

    /**
     * What Netty has taken, less what its pool has free: the pool keeps its pieces as long as anything lives in them, so that
     * what it has taken would stay high long after a flood.
     */
    private static double direct() {
        long taken = PlatformDependent.usedDirectMemory();
        PooledByteBufAllocator pool = PooledByteBufAllocator.DEFAULT;
        long pinned = pool.pinnedDirectMemory();
        long held = taken < 0 ? pinned : taken - pool.metric().usedDirectMemory() + pinned;
        return share(held, PlatformDependent.maxDirectMemory());
    }

    private static double descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? share(system.getOpenFileDescriptorCount(), system.getMaxFileDescriptorCount())
                : -1;
    }
}
