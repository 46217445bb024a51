package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./telpher} makes of its words: a copy of it in a folder with spaces, and a Java that prints its own. */
class LauncherTest {
    @TempDir
    Path directory;

    private Path house;
    private Path cache;

    @BeforeEach
    void build() throws Exception {
        house = Files.createDirectories(directory.resolve("a house of mine"));
        Files.copy(House.ROOT.resolve("telpher"), house.resolve("telpher"));
        assertThat(house.resolve("telpher").toFile().setExecutable(true)).isTrue();
        Files.createDirectories(house.resolve("scripts"));
        for (String script : List.of("jdk.sh", "jvm-flags.sh")) {
            Files.copy(House.ROOT.resolve("scripts").resolve(script), house.resolve("scripts/" + script));
        }
        Path target = Files.createDirectories(house.resolve("app/target"));
        Path jar = Files.createFile(target.resolve("telpher.jar"));
        cache = Files.createFile(target.resolve("telpher.aot"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        Path jdk = Files.createDirectories(directory.resolve("a jdk/bin"));
        Files.writeString(jdk.resolveSibling("release"), "JAVA_VERSION=\"25.0.1\"\n");
        for (String program : List.of("java", "javac")) {
            Files.writeString(jdk.resolve(program), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
            assertThat(jdk.resolve(program).toFile().setExecutable(true)).isTrue();
        }
    }

    private List<String> words(String... arguments) throws Exception {
        String given = "\"" + String.join("\" \"", arguments) + "\"";
        Tool.Result result = Tool.run(
                "sh",
                "-c",
                "JAVA_HOME='" + directory.resolve("a jdk") + "' TELPHER_JAVA_OPTS='-Done=1 -Dtwo=2' '"
                        + house.resolve("telpher") + "' " + given);
        assertThat(result.exit()).as("%s", result).isZero();
        return result.out().lines().toList();
    }

    @Test
    void aFolderWithSpacesIsOneWord() throws Exception {
        assertThat(words("check", "my file.yaml"))
                .contains("-XX:AOTCache=" + cache, "-Dtelpher.home=" + house, "-Done=1", "-Dtwo=2")
                .endsWith("-jar", house.resolve("app/target/telpher.jar").toString(), "check", "my file.yaml");
    }

    @Test
    void whatServesIsToldWhereTheRefusalOfTheCacheIsWritten() throws Exception {
        assertThat(words("run", "my file.yaml"))
                .contains("-XX:AOTCache=" + cache)
                .anyMatch(word -> word.startsWith("-Dtelpher.aot.log="))
                .endsWith("run", "my file.yaml");
    }
}
