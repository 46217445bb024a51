package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {

    @Test
    void everyClassThatTheArchitecturePageNamesExists() {
        Set<String> names =
                House.classes().stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());

        assertThat(Documents.unknownClasses(House.read(House.ROOT.resolve("docs/ARCHITECTURE.md")), names))
                .isEmpty();
    }

    @Test
    void everyTestThatTheCachesRulesNameExists() {
        for (String page : List.of("docs/rfc9111.md", "docs/cache-tests.md")) {
            assertThat(Documents.unknownTests(House.read(House.ROOT.resolve(page)), House.ROOT))
                    .as(page)
                    .isEmpty();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(Documents.brokenLinks(House.ROOT)).isEmpty();
    }

    @Test
    void everyDecisionHasAStatus() {
        Path decisions = House.ROOT.resolve("docs/adr");

        assertThat(House.files(decisions, ".md")).isNotEmpty();
        assertThat(Documents.withoutStatus(decisions)).isEmpty();
    }

    @Test
    void everyFeatureHasAReadmeWithAnExample() {
        assertThat(Documents.featuresWithoutReadme(House.ROOT, House.classes(), "io.telpher.gateway.Feature"))
                .isEmpty();
    }

    @Test
    void whatPeopleLookForIsThere() {
        for (String name : List.of(
                "LICENSE",
                "CHANGELOG.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "docs/ARCHITECTURE.md",
                "docs/VOCABULARY.md")) {
            assertThat(House.ROOT.resolve(name)).isNotEmptyFile();
        }
    }

    @Nested
    class TheRulesBite {
        @TempDir
        Path root;

        @Test
        void aClassThatIsGoneIsReported() {
            String page = "`Service` and `Outer.Inner` call `Missing.method()`, see `wire`.\n```\n`Unread`\n```\n";

            assertThat(Documents.unknownClasses(page, Set.of("Service", "Outer")))
                    .containsExactly("there is no class Missing");
        }

        @Test
        void aTestThatIsGoneIsReported() throws IOException {
            Files.writeString(root.resolve("OneTest.java"), "void here() {}");

            assertThat(Documents.unknownTests("`OneTest.here` `OneTest` `OneTest.gone` `OtherTest.here`", root))
                    .containsExactly("there is no test `OneTest.gone`", "there is no test `OtherTest.here`");
        }

        @Test
        void aBrokenLinkIsReported() throws IOException {
            Files.writeString(root.resolve("other.md"), "");
            Files.writeString(
                    root.resolve("page.md"), "[a](other.md#x) [b](gone.md) [c](https://example.org/) [d](#here)");

            assertThat(Documents.brokenLinks(root)).containsExactly("page.md links to gone.md, which is not there");
        }

        @Test
        void aDecisionWithoutStatusIsReported() throws IOException {
            Files.writeString(root.resolve("0001-good.md"), "# Good\n\nStatus: accepted\n");
            Files.writeString(root.resolve("0002-open.md"), "# Open\n\nStatus: who knows\n");

            assertThat(Documents.withoutStatus(root))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("0002-open.md");
        }

        @Test
        void aFeatureWithoutReadmeOrExampleIsReported() throws IOException {
            List<JavaClass> classes = House.fixture("features");
            String feature = "io.telpher.gateway.Feature";
            Path folder = Files.createDirectories(root.resolve("io/telpher/checks/fixture/features"));
            assertThat(Documents.featuresWithoutReadme(root, classes, feature)).hasSize(1);

            Files.writeString(folder.resolve("README.md"), "# Silent\n");
            assertThat(Documents.featuresWithoutReadme(root, classes, feature)).hasSize(1);

            Files.writeString(folder.resolve("README.md"), "# Silent\n\n```yaml\nsilent: {}\n```\n");
            assertThat(Documents.featuresWithoutReadme(root, classes, feature)).isEmpty();
        }
    }
}
