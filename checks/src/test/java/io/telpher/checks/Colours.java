package io.telpher.checks;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The three colours: {@code wire} is pure, {@code loop} is Netty, everything else is plain Java. */
final class Colours {
    /** Classes outside {@code loop} and {@code net} that may use Netty, each with its reason. */
    static final Map<String, String> MAY_USE_NETTY =
            Map.of("io.telpher.testkit.raw.RawH2", "reads what came with a decoder that is not ours");

    /** What pure code has no business with. */
    private static final List<String> IMPURE = List.of(
            "io.netty.",
            "java.io.",
            "java.nio.channels.",
            "java.nio.file.",
            "java.util.concurrent.",
            "java.util.logging.",
            "java.net.http.",
            "java.time.Clock",
            "java.lang.Thread",
            "java.lang.Process",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.util.Timer",
            "java.util.Random",
            "org.slf4j.",
            "io.telpher.core.Ticker",
            "io.telpher.core.Timers",
            "io.telpher.core.Waiter");

    /** Names within those packages that are values or describe trouble. */
    private static final Set<String> PURE_ALL_THE_SAME = Set.of(
            "java.io.Serializable",
            "java.io.IOException",
            "java.io.UncheckedIOException",
            "java.io.ByteArrayOutputStream",
            "java.io.PrintStream",
            "java.util.concurrent.TimeUnit",
            "java.net.SocketAddress");

    /** Packages that are as pure as {@code wire}, by another name. */
    private static final Set<String> PURE_PACKAGES =
            Set.of("io.telpher.cache.fields", "io.telpher.cache.key", "io.telpher.cache.rules");

    private Colours() {}

    static List<String> impureWire(List<JavaClass> classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass user : classes) {
            if (inPart(user, "wire") || PURE_PACKAGES.contains(user.getPackageName())) {
                dependencies(user, Colours::impure, "wire is pure: ", wrong);
            }
        }
        return wrong;
    }

    private static boolean impure(String name) {
        return IMPURE.stream().anyMatch(name::startsWith) && !PURE_ALL_THE_SAME.contains(name);
    }

    static List<String> strayNetty(List<JavaClass> classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass user : classes) {
            boolean allowed = inPart(user, "loop")
                    || user.getPackageName().matches("io\\.telpher\\.net(\\..*)?")
                    || MAY_USE_NETTY.containsKey(user.getName());
            if (!allowed) {
                dependencies(user, name -> name.startsWith("io.netty."), "Netty stays in loop and net: ", wrong);
            }
        }
        return wrong;
    }

    private static void dependencies(JavaClass user, Predicate<String> bad, String reason, List<String> wrong) {
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
            if (bad.test(dependency.getTargetClass().getBaseComponentType().getName())) {
                wrong.add(reason + dependency.getDescription());
            }
        }
    }

    private static boolean inPart(JavaClass some, String part) {
        return Arrays.asList(some.getPackageName().split("\\.")).contains(part);
    }
}
