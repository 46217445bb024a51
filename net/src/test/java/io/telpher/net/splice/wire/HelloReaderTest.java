package io.telpher.net.splice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.splice.wire.HelloReader.Result;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HelloReaderTest {

    /** What the JDK's client sends first. */
    private static byte[] hello(@Nullable String name, String... protocols) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32_768);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** The same message in records of so many bytes. */
    private static byte[] split(byte[] record, int bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 5; at < record.length; at += bytes) {
            int length = Math.min(bytes, record.length - at);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
            out.write(record, at, length);
        }
        return out.toByteArray();
    }

    @Test
    void theNameAndTheProtocolsOfARealClientAreRead() throws Exception {
        assertThat(HelloReader.read(hello("DB.Example.com", "postgresql", "h2")))
                .isEqualTo(new Result.Hello("db.example.com", List.of("postgresql", "h2")));
    }

    @Test
    void aClientThatNamesNobodyIsReadAsWell() throws Exception {
        assertThat(HelloReader.read(hello(null))).isEqualTo(new Result.Hello(null, List.of()));
    }

    @Test
    void everyBeginningIsIncomplete() throws Exception {
        byte[] whole = hello("a.test");

        for (int length = 0; length < whole.length; length++) {
            assertThat(HelloReader.read(Arrays.copyOf(whole, length))).isInstanceOf(Result.Incomplete.class);
        }
    }

    @Test
    void aHelloInManyRecordsIsPutTogether() throws Exception {
        byte[] whole = hello("a.test");

        for (int bytes : new int[] {1, 2, 3, 7, 100}) {
            byte[] records = split(whole, bytes);
            assertThat(HelloReader.read(records)).isEqualTo(new Result.Hello("a.test", List.of()));
            assertThat(HelloReader.read(Arrays.copyOf(records, records.length - 1)))
                    .isInstanceOf(Result.Incomplete.class);
        }
    }

    @Test
    void whatFollowsIsNotLookedAt() throws Exception {
        byte[] whole = hello("a.test");
        byte[] more = Arrays.copyOf(whole, whole.length + 50);

        assertThat(HelloReader.read(more)).isEqualTo(new Result.Hello("a.test", List.of()));
    }

    @Test
    void whatIsNoTlsIsRefusedByItsFirstByte() {
        assertThat(HelloReader.read("G".getBytes(StandardCharsets.US_ASCII))).isInstanceOf(Result.None.class);
        assertThat(HelloReader.read(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47}))
                .isInstanceOf(Result.None.class);
        assertThat(HelloReader.read(new byte[] {22, 2, 0, 0, 4, 1, 0, 0, 0})).isInstanceOf(Result.None.class);
        assertThat(HelloReader.read(new byte[] {22, 3, 1, 0, 4, 2, 0, 0, 0})).isInstanceOf(Result.None.class);
    }

    @Test
    void aHelloThatIsAnnouncedAsTooLongIsRefusedAtOnce() {
        assertThat(HelloReader.read(new byte[] {22, 3, 1, 0x40, 0, 1, 0, 0x40, 1}))
                .isInstanceOf(Result.None.class);
    }

    @Test
    void aNameThatIsNoneIsRefused() throws Exception {
        byte[] whole = hello("a.test");
        int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("a.test");
        whole[at] = '/';

        assertThat(HelloReader.read(whole)).isInstanceOf(Result.None.class);
    }

    @Test
    void damageOfAnyKindIsAnAnswer() throws Exception {
        byte[] whole = hello("a.test", "h2");
        Random random = new Random(42);

        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(8) + 1; flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length + 1) : damaged.length;
            assertThat(HelloReader.read(Arrays.copyOf(damaged, length))).isNotNull();
        }
    }

    @Test
    void noiseOfAnyKindIsAnAnswer() {
        Random random = new Random(43);

        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length > 5 && i % 2 == 0) {
                noise[0] = 22;
                noise[1] = 3;
                noise[3] = 0;
                noise[5] = 1;
            }
            assertThat(HelloReader.read(noise)).isNotNull();
        }
    }
}
