package io.telpher.bench.limits;

import com.sun.management.OperatingSystemMXBean;
import io.telpher.core.Ticker;
import java.lang.management.ManagementFactory;

/** One measurement: what was counted meanwhile, and the CPU time of this process, as a line for whoever started it. */
final class Measured {
    private final Ticker ticker;
    private final long beganNanos;
    private final long cpuNanos;
    private final Latencies latencies = new Latencies();
    private long checks;
    private long admitted;
    private long failed;

    private Measured(Ticker ticker) {
        this.ticker = ticker;
        System.out.println("begin");
        this.cpuNanos = cpuNanos();
        this.beganNanos = ticker.nanos();
    }

    static Measured begin(Ticker ticker) {
        return new Measured(ticker);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    synchronized void add(long itsChecks, long itsAdmitted, long itsFailed, Latencies its) {
        checks += itsChecks;
        admitted += itsAdmitted;
        failed += itsFailed;
        latencies.addAll(its);
    }

    /** Prints it, with further pairs of names and numbers. */
    synchronized void end(String more) {
        long spent = ticker.nanos() - beganNanos;
        long used = cpuNanos() - cpuNanos;
        System.out.println("end");
        System.out.printf(
                "checks %d admitted %d failed %d seconds %.3f cpu_micros %d p50_micros %d p99_micros %d p999_micros %d %s%n",
                checks,
                admitted,
                failed,
                spent / 1e9,
                used / 1000,
                latencies.micros(0.5),
                latencies.micros(0.99),
                latencies.micros(0.999),
                more);
    }
}
