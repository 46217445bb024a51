package io.telpher.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names say what a thing is: no {@code get} before a value, no endings that say nothing. */
final class Names {
    private static final Pattern GETTER = Pattern.compile("get[A-Z]\\w*");
    private static final Pattern EMPTY_ENDING = Pattern.compile("\\w*(Impl|Manager|Util|Utils|Helper)");

    /** Methods that look like getters but belong to others, where the override cannot be seen from the class files. */
    private static final Set<String> FOREIGN = Set.of();

    private Names() {}

    static List<String> violations(List<JavaClass> classes) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass some : classes) {
            if (EMPTY_ENDING.matcher(some.getSimpleName()).matches()) {
                wrong.add("the ending says nothing: " + some.getName());
            }
            for (JavaMethod method : some.getMethods()) {
                if (isGetter(method)) {
                    wrong.add("a value is named without get: " + method.getFullName());
                }
            }
        }
        return wrong;
    }

    private static boolean isGetter(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.PUBLIC)
                && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                && GETTER.matcher(method.getName()).matches()
                && !overrides(method)
                && !FOREIGN.contains(method.getFullName());
    }

    private static boolean overrides(JavaMethod method) {
        JavaClass owner = method.getOwner();
        return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                .flatMap(above -> above.getMethods().stream())
                .anyMatch(other -> other.getName().equals(method.getName())
                        && other.getRawParameterTypes().size()
                                == method.getRawParameterTypes().size());
    }
}
