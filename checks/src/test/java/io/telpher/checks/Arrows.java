package io.telpher.checks;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which room may use which: arrows point down only. A new room gets its line here first. */
final class Arrows {
    static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry("testkit", Set.of("core")),
            Map.entry("balance", Set.of("core")),
            Map.entry("resilience", Set.of("core")),
            Map.entry("net", Set.of("core")),
            Map.entry("http", Set.of("core")),
            Map.entry("httpnetty", Set.of("core", "net", "http")),
            Map.entry("cache", Set.of("core", "http", "resilience")),
            Map.entry("gateway", Set.of("core", "http", "balance", "resilience", "cache")),
            Map.entry("engines", Set.of("core")),
            Map.entry(
                    "app",
                    Set.of(
                            "core",
                            "net",
                            "http",
                            "httpnetty",
                            "balance",
                            "resilience",
                            "cache",
                            "gateway",
                            "engines")));

    private Arrows() {}

    /** Judges the classes below a base package, whose next part is the room. */
    static List<String> violations(String base, List<JavaClass> classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass user : classes) {
            String room = room(base, user);
            Set<String> allowed = MAY_USE.get(room);
            if (allowed == null) {
                wrong.add(user.getName() + " is in a room without a line in Arrows: " + room);
                continue;
            }
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String used = room(base, dependency.getTargetClass());
                if (!used.isEmpty() && !used.equals(room) && !allowed.contains(used)) {
                    wrong.add(room + " may not use " + used + ": " + dependency.getDescription());
                }
            }
        }
        return wrong;
    }

    private static String room(String base, JavaClass some) {
        String name = some.getBaseComponentType().getPackageName();
        return name.startsWith(base + ".") ? name.substring(base.length() + 1).split("\\.")[0] : "";
    }
}
