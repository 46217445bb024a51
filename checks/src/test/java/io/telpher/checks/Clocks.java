package io.telpher.checks;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Time is an argument: who reads a clock of the JDK, or waits by one, stands in one list with the reason. */
final class Clocks {
    /** A class, or a package with everything below it. */
    static final Map<String, String> EDGES = Map.ofEntries(
            Map.entry("io.telpher.core.Ticker", "the clock that everybody is given"),
            Map.entry("io.telpher.core.SystemTimers", "timers for programs without event loops"),
            Map.entry("io.telpher.net", "sockets, event loops and certificates are where real time comes from"),
            Map.entry("io.telpher.app.access.WallClock", "log lines carry the time of day"),
            Map.entry("io.telpher.app.graph.Engine", "puts the rooms together and hands them the time of day"),
            Map.entry("io.telpher.httpnetty.loop.server.ServerContext", "the field Date tells the time of day"),
            Map.entry("io.telpher.app.FileContents", "a command that judges certificates by today's date"),
            Map.entry("io.telpher.app.probe.UrlProbe", "a command that judges certificates by today's date"),
            Map.entry("io.telpher.resilience.limit.Shard", "spins while another thread is between two instructions"),
            Map.entry("io.telpher.cache.store.memory", "spins while another thread is between two instructions"),
            Map.entry("io.telpher.testkit.time.Patience", "waits for real programs, with a limit"),
            Map.entry("io.telpher.testkit.caching.CaseOrigin", "dates of answers are about today"),
            Map.entry("io.telpher.testkit.server.RealProcess", "waits for real programs, with a limit"),
            Map.entry("io.telpher.testkit.server.RealGrpc", "waits for a real client of gRPC, with a limit"),
            Map.entry("io.telpher.testkit.Tool", "waits for real programs, with a limit"),
            Map.entry("io.telpher.testkit.browser.DevTools", "waits for a real browser, with a limit"),
            Map.entry(
                    "io.telpher.testkit.time.ManualTimers", "waits in real time for another thread to begin waiting"));

    private static final Set<String> READINGS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.lang.Thread.onSpinWait",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.locks.LockSupport.parkUntil",
            "java.time.InstantSource.system",
            "java.util.concurrent.CompletableFuture.orTimeout",
            "java.util.concurrent.CompletableFuture.completeOnTimeout",
            "java.util.concurrent.CompletableFuture.delayedExecutor");

    private Clocks() {}

    static List<String> violations(List<JavaClass> classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass user : classes) {
            if (isEdge(user)) {
                continue;
            }
            for (JavaAccess<?> access : user.getAccessesFromSelf()) {
                if (isClock(access)) {
                    wrong.add("time is an argument: " + access.getDescription());
                }
            }
        }
        return wrong;
    }

    private static boolean isEdge(JavaClass user) {
        return EDGES.keySet().stream()
                .anyMatch(edge -> user.getName().equals(edge)
                        || user.getName().startsWith(edge + ".")
                        || user.getName().startsWith(edge + "$"));
    }

    private static boolean isClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return READINGS.contains(owner + "." + name)
                || owner.startsWith("java.time.") && name.equals("now")
                || owner.equals("java.time.Clock") && name.startsWith("system")
                || owner.equals("java.util.Timer")
                || owner.equals("java.util.Date") && name.equals("<init>")
                || isTimedWait(access, owner, name);
    }

    /** A method of the JDK that takes a time: {@code await(long, TimeUnit)}, {@code wait(long)}, {@code join(Duration)}. */
    private static boolean isTimedWait(JavaAccess<?> access, String owner, String name) {
        if (!(access.getTarget().resolveMember().orElse(null) instanceof JavaCodeUnit method)) {
            return false;
        }
        List<String> parameters =
                method.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        if (owner.equals("java.lang.Object") || owner.equals("java.lang.Thread")) {
            return (name.equals("wait") || name.equals("join")) && !parameters.isEmpty();
        }
        boolean timed =
                parameters.contains("java.util.concurrent.TimeUnit") || parameters.contains("java.time.Duration");
        return timed
                && (owner.equals("java.lang.Process") || owner.startsWith("java.util.concurrent."))
                && !owner.equals("java.util.concurrent.TimeUnit");
    }
}
