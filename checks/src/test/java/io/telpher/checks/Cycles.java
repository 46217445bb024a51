package io.telpher.checks;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which package may use which within the folders that are split: below what they share, they form no circle. */
final class Cycles {
    private static final String LOOP = "io.telpher.httpnetty.loop";
    private static final String BALANCE = "io.telpher.balance";
    private static final String TLS = "io.telpher.net.tls";
    private static final String KIT = "io.telpher.testkit";

    /** For each folder that is split, what each of its packages may use of the others. */
    static final List<Map<String, Set<String>>> MAY_USE = List.of(
            Map.of(
                    LOOP,
                    Set.of(),
                    LOOP + ".h2",
                    Set.of(LOOP),
                    LOOP + ".server",
                    Set.of(LOOP, LOOP + ".h2"),
                    LOOP + ".client",
                    Set.of(LOOP, LOOP + ".h2")),
            Map.of(
                    BALANCE + ".algorithm",
                    Set.of(),
                    BALANCE + ".health",
                    Set.of(BALANCE + ".algorithm"),
                    BALANCE,
                    Set.of(BALANCE + ".algorithm", BALANCE + ".health")),
            Map.of(
                    TLS + ".certificate",
                    Set.of(),
                    TLS + ".chain",
                    Set.of(TLS + ".certificate"),
                    TLS,
                    Set.of(TLS + ".certificate", TLS + ".chain")),
            Map.of(
                    KIT,
                    Set.of(),
                    KIT + ".time",
                    Set.of(),
                    KIT + ".corpus",
                    Set.of(),
                    KIT + ".keys",
                    Set.of(KIT),
                    KIT + ".raw",
                    Set.of(KIT + ".keys", KIT + ".time"),
                    KIT + ".server",
                    Set.of(KIT, KIT + ".keys", KIT + ".time"),
                    KIT + ".browser",
                    Set.of(KIT + ".server"),
                    KIT + ".contract",
                    Set.of(KIT + ".time"),
                    KIT + ".caching",
                    Set.of(KIT + ".raw", KIT + ".time")));

    private Cycles() {}

    static List<String> violations(Map<String, Set<String>> mayUse, List<JavaClass> classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass user : classes) {
            Set<String> allowed = mayUse.get(user.getPackageName());
            if (allowed == null) {
                continue;
            }
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                String used = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (mayUse.containsKey(used) && !used.equals(user.getPackageName()) && !allowed.contains(used)) {
                    wrong.add(user.getPackageName() + " may not use " + used + ": " + dependency.getDescription());
                }
            }
        }
        return wrong;
    }
}
