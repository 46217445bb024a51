package io.telpher.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules on documents: what they name exists, and what must be written is written. */
final class Documents {
    /** {@code `Name`}, {@code `Outer.Inner`} or {@code `Name.method`}: a class is what begins so. */
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)((?:\\.\\w+)*)(?:\\(\\))?`");
    /** {@code [text](target)}, without pictures' and code's look-alikes. */
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern STATUS =
            Pattern.compile("(?mi)^\\*{0,2}Status:?\\*{0,2}:? *(proposed|accepted|superseded)");

    private Documents() {}

    /** Classes that a document names in backticks and that are not there. */
    static List<String> unknownClasses(String document, Set<String> simpleNames) {
        List<String> wrong = new ArrayList<>();
        Matcher matcher = CLASS.matcher(CODE.matcher(document).replaceAll(""));
        while (matcher.find()) {
            if (!simpleNames.contains(matcher.group(1))) {
                wrong.add("there is no class " + matcher.group(1));
            }
        }
        return wrong;
    }

    /** Tests that a document names as {@code `FooTest.bar`} or {@code `FooTest`} and that are in no file below the folder. */
    static List<String> unknownTests(String document, Path root) {
        Map<String, String> sources = new HashMap<>();
        for (Path file : House.files(root, "Test.java")) {
            sources.merge(file.getFileName().toString().replace(".java", ""), House.read(file), String::concat);
        }
        List<String> wrong = new ArrayList<>();
        Matcher matcher = TEST.matcher(document);
        while (matcher.find()) {
            String source = sources.get(matcher.group(1));
            String method = matcher.group(2);
            if (source == null || (method != null && !source.contains("void " + method + "("))) {
                wrong.add("there is no test " + matcher.group());
            }
        }
        return wrong;
    }

    /** Links to files that are not there, in every Markdown file below a folder. */
    static List<String> brokenLinks(Path root) {
        List<String> wrong = new ArrayList<>();
        for (Path file : House.files(root, ".md")) {
            Matcher matcher = LINK.matcher(CODE.matcher(House.read(file)).replaceAll(""));
            while (matcher.find()) {
                String target = matcher.group(1).split("#", 2)[0];
                if (!target.matches("(?i)[a-z][a-z0-9+.-]*:.*") && !exists(file, target)) {
                    wrong.add(root.relativize(file) + " links to " + target + ", which is not there");
                }
            }
        }
        return wrong;
    }

    private static boolean exists(Path file, String target) {
        return target.isEmpty() || Files.exists(file.resolveSibling(target));
    }

    /** Decision records without a status. */
    static List<String> withoutStatus(Path folder) {
        return House.files(folder, ".md").stream()
                .filter(file -> file.getFileName().toString().matches("\\d{4}-.*"))
                .filter(file -> !STATUS.matcher(House.read(file)).find())
                .map(file -> file.getFileName() + " has no status: proposed, accepted or superseded")
                .toList();
    }

    /** Packages that hold a feature and no README with an example. */
    static List<String> featuresWithoutReadme(Path root, List<JavaClass> classes, String feature) {
        List<String> wrong = new ArrayList<>();
        for (JavaClass some : classes) {
            if (some.isInterface() || !some.isAssignableTo(feature)) {
                continue;
            }
            String folder = some.getPackageName().replace('.', '/');
            boolean told = House.files(root, "README.md").stream()
                    .filter(file -> file.getParent().endsWith(folder))
                    .anyMatch(file -> !Examples.blocks(House.read(file)).isEmpty());
            if (!told) {
                wrong.add(some.getName() + " has no README.md beside it with a yaml example");
            }
        }
        return wrong;
    }
}
