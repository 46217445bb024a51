package io.telpher.app.metrics;

import io.telpher.core.metrics.Metrics;
import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The JVM and the process as readings: memory, collector, threads, descriptors, uptime, build. What only {@code /proc} knows
 * is {@code NaN} where there is none. Nothing is loaded before somebody asks.
 */
public final class ProcessReadings {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessReadings() {}

    /** Adds them to {@code metrics}. */
    public static void addTo(Metrics metrics, String version) {
        metrics.gauge("telpher_build_info", "Always 1; its labels say what runs.", "version", "java")
                .with(version, Runtime.version().toString())
                .increment();
        jvm(metrics);
        process(metrics);
    }

    private static void jvm(Metrics metrics) {
        metrics.reading(
                "jvm_heap_used_bytes",
                "Heap in use.",
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        metrics.reading(
                "jvm_heap_committed_bytes",
                "Heap taken from the system.",
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted());
        metrics.reading(
                "jvm_heap_limit_bytes",
                "The most the heap may take.",
                () -> Runtime.getRuntime().maxMemory());
        metrics.reading("jvm_direct_memory_bytes", "Direct buffers of the JDK.", ProcessReadings::directBytes);
        metrics.reading(
                "jvm_gc_collections_total",
                "Collections of garbage.",
                () -> collectors(GarbageCollectorMXBean::getCollectionCount));
        metrics.reading(
                "jvm_gc_seconds_total",
                "Time that the collectors report as spent.",
                () -> collectors(GarbageCollectorMXBean::getCollectionTime) / 1e3);
        metrics.reading(
                "jvm_threads",
                "Platform threads.",
                () -> ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static void process(Metrics metrics) {
        metrics.reading("process_resident_memory_bytes", "Memory of the process.", ProcessReadings::residentBytes);
        metrics.reading("process_open_fds", "Open descriptors.", ProcessReadings::openDescriptors);
        metrics.reading("process_cpu_seconds_total", "CPU time of the process.", ProcessReadings::cpuSeconds);
        metrics.reading(
                "process_start_time_seconds",
                "When the process began, since 1970.",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        metrics.reading("process_uptime_seconds", "How long it has run.", ProcessReadings::uptimeSeconds);
    }

    /** How long the process has run. */
    public static double uptimeSeconds() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    }

    private static double directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static double collectors(ToLongFunction<GarbageCollectorMXBean> what) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(what)
                .filter(n -> n > 0)
                .sum();
    }

    private static double residentBytes() {
        try {
            return resident(Files.readAllLines(STATUS));
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Reads {@code VmRSS:     1234 kB} of {@code /proc/self/status}. */
    static double resident(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(-1);
    }

    private static double openDescriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? Double.NaN : names.length;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e9)
                .orElse(Double.NaN);
    }
}
