package io.telpher.examples.aside;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.server.RealRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheAsideTest {
    @Test
    void oneLoadServesBothNodesAndAChangeIsSeenByBoth(@TempDir Path folder) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (RealRedis redis = RealRedis.start(folder)) {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            CacheAside.main(new String[] {"127.0.0.1", String.valueOf(redis.port())});
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  the database is asked for tea", "one reads 3.20", "two reads 3.20", "one reads 3.50");
    }
}
