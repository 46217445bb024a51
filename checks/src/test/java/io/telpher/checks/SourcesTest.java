package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private static final Path LIST = House.ROOT.resolve("checks/src/test/resources/long-files.txt");

    @Test
    void everyPackageIsNullMarked() {
        assertThat(Sources.withoutNullMarked(House.ROOT)).isEmpty();
    }

    @Test
    void noFileGrowsBeyondItsLimit() {
        assertThat(Sources.tooLong(House.ROOT, House.read(LIST).lines().toList()))
                .isEmpty();
    }

    @Nested
    class TheRulesBite {
        @TempDir
        Path root;

        private void write(String file, String text) throws IOException {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }

        @Test
        void aPackageWithoutNullMarkedIsReported() throws IOException {
            write("m/src/main/java/io/telpher/good/package-info.java", "@NullMarked package io.telpher.good;");
            write("m/src/main/java/io/telpher/bare/A.java", "");
            write("m/src/main/java/io/telpher/plain/package-info.java", "package io.telpher.plain;");

            assertThat(Sources.withoutNullMarked(root))
                    .containsExactly(
                            "no package-info.java with @NullMarked in m/src/main/java/io/telpher/bare",
                            "no package-info.java with @NullMarked in m/src/main/java/io/telpher/plain");
        }

        @Test
        void aLongFileIsReportedUnlessItStandsInTheListAsItIs() throws IOException {
            write("Long.java", "x\n".repeat(401));
            write("Short.java", "x\n".repeat(400));

            assertThat(Sources.tooLong(root, List.of()))
                    .containsExactly("Long.java has 401 lines, at most 400 are allowed");
            assertThat(Sources.tooLong(root, List.of("# why", "Long.java 401"))).isEmpty();
        }

        @Test
        void theListMayOnlyShrink() throws IOException {
            write("Long.java", "x\n".repeat(410));
            write("Short.java", "x\n");

            assertThat(Sources.tooLong(root, List.of("Long.java 409"))).hasSize(1);
            assertThat(Sources.tooLong(root, List.of("Long.java 411")))
                    .containsExactly("Long.java has shrunk to 410 lines: write that into the list");
            assertThat(Sources.tooLong(root, List.of("Long.java 410", "Short.java 500", "Gone.java 500")))
                    .containsExactly(
                            "Short.java is short now: take it from the list",
                            "Gone.java is gone: take it from the list");
        }
    }
}
