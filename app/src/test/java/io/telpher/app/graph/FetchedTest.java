package io.telpher.app.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Ticker;
import io.telpher.gateway.Fetching;
import io.telpher.http.HttpUrl;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that features ask for: why one cannot be had is told so that somebody can mend it. */
class FetchedTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    @TempDir
    private static Path folder;

    private final Loops loops = new Loops(Transport.best(), 1);

    @AfterEach
    void stop() {
        loops.close();
    }

    private byte[] fetch(int port, Path ca) throws Exception {
        HttpUrl url = Objects.requireNonNull(HttpUrl.parse("https://localhost:" + port + "/keys"));
        return new Documents(loops, Ticker.system(), InstantSource.system())
                .fetch(new Fetching.Wanted(url, ca, Duration.ofSeconds(30), 1000));
    }

    private String trouble(int port, Path ca) {
        return String.valueOf(
                catchThrowableOfType(IOException.class, () -> fetch(port, ca)).getMessage());
    }

    @Test
    void whyItCannotBeHadIsTold() throws Exception {
        SelfSigned trusted = SelfSigned.create(folder, "localhost");
        SelfSigned other = SelfSigned.create(folder, "other.example");
        RawOrigin.Script script = RawOrigin.each((request, connection) -> connection.send(ANSWER));
        try (RawOrigin good = RawOrigin.scriptedTls(trusted.serving(), script);
                RawOrigin named = RawOrigin.scriptedTls(other.serving(), script)) {
            assertThat(fetch(good.port(), trusted.certificate())).asString().isEqualTo("{}");
            assertThat(trouble(good.port(), other.certificate())).contains("tls certificate error", "trust");
            assertThat(trouble(named.port(), other.certificate())).contains("tls certificate error", "localhost");
        }
        int nobody = FreePorts.next();
        assertThat(trouble(nobody, trusted.certificate())).contains("connection refused", "localhost:" + nobody);
    }
}
