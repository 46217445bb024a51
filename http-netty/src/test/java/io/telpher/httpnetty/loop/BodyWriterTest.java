package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.telpher.http.Body;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import org.junit.jupiter.api.Test;

class BodyWriterTest {

    @Test
    void aWriterWhoseLoopHasEndedEndsQuietly() {
        Loops loops = new Loops(Transport.best(), 1);
        BodyWriter writer = new BodyWriter(loops.all().getFirst(), Body.of("nobody waits for it"));
        loops.close();
        assertThatCode(writer::run).doesNotThrowAnyException();
    }
}
