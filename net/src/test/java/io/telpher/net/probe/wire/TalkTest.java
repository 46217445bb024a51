package io.telpher.net.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.probe.wire.Talk.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What health checks make of the first words of servers, as the servers' documentation gives them. */
class TalkTest {
    private static final List<Talk> ALL = List.of(
            new RedisTalk(),
            new MemcachedTalk(),
            new SmtpTalk(),
            new PostgresTalk(),
            new MysqlTalk(),
            new AmqpTalk(),
            new KafkaTalk(),
            new CassandraTalk(),
            new DnsTalk("example.com"));

    private static Talk of(String name) {
        return ALL.stream()
                .filter(talk -> talk.getClass().getSimpleName().equals(name + "Talk"))
                .findFirst()
                .orElseThrow();
    }

    private static String judged(Step step) {
        return switch (step) {
            case Step.More _ -> "more";
            case Step.Say _ -> "say";
            case Step.Done done -> done.answer().healthy() ? "well" : "bad";
        };
    }

    @ParameterizedTest
    @CsvSource({
        "Redis, 0, 2b504f4e470d0a, well", // +PONG
        "Redis, 0, 2b504f4e47, more",
        "Redis, 0, 2d4e4f415554482041757468656e7469636174696f6e0d0a, well", // -NOAUTH
        "Redis, 0, 2d4c4f4144494e470d0a, bad", // -LOADING
        "Memcached, 0, 56455253494f4e20312e362e31380d0a, well",
        "Memcached, 0, 4552524f520d0a, bad",
        "Smtp, 0, 323230206d782e746573740d0a, say",
        "Smtp, 0, 3232302d6d782e746573740d0a, more", // 220- goes on
        "Smtp, 0, 35353420676f206177610d0a, bad",
        "Smtp, 1, 3235302d6d780d0a323530204f4b0d0a, say",
        "Smtp, 1, 3530300d0a, bad",
        "Smtp, 2, 323231206279650d0a, well",
        "Postgres, 0, 520000000c00000005a1b2c3d4, well",
        "Postgres, 0, 450000, more",
        "Postgres, 0, 450000001153464154414c00433537503033000 0, bad", // 57P03: it starts
        "Postgres, 0, 450000001153464154414c00433238303030000 0, well", // 28000: it does not know us
        "Postgres, 0, 4854545031, bad",
        "Mysql, 0, 050000000a352e3700, say",
        "Mysql, 0, 05000000, more",
        "Mysql, 0, 08000000ff10046261 6e6e65, bad",
        "Mysql, 1, 03000002ff1504, well",
        "Amqp, 0, 01000000000020000a000a0009, well",
        "Amqp, 0, 414d515000000901, bad",
        "Amqp, 0, 0100, more",
        "Kafka, 0, 0000000a00007e1f0000, well",
        "Kafka, 0, 0000000a00007e1f0023, bad",
        "Kafka, 0, 0000000a000000010000, bad",
        "Cassandra, 0, 840000000600000000, well",
        "Cassandra, 0, 840000000000000000, bad",
        "Cassandra, 0, 485454502f312e3120, bad",
        "Dns, 0, 7e1f8180000100010000 0000, well",
        "Dns, 0, 7e1f8183000100000000 0000, well", // there is no such name
        "Dns, 0, 7e1f8182000100000000 0000, bad", // SERVFAIL
        "Dns, 0, 000081800001000100000000, bad",
    })
    void whatAServerSaysIsJudged(String talk, int step, String heard, String wanted) {
        byte[] bytes = HexFormat.of().parseHex(heard.replace(" ", ""));
        assertThat(judged(of(talk).hear(step, bytes))).isEqualTo(wanted);
    }

    @Test
    void aQuestionOfDnsIsAsItShouldBe() {
        assertThat(HexFormat.of().formatHex(new DnsTalk("a.test").opening()))
                .isEqualTo("7e1f01000001000000000000" + "0161" + "0474657374" + "00" + "00010001");
        assertThat(HexFormat.of().formatHex(new DnsTalk(".").opening()))
                .isEqualTo("7e1f01000001000000000000" + "00" + "00010001");
    }

    @Test
    void theBeginningOfASessionOfPostgresHasItsLength() {
        byte[] opening = new PostgresTalk().opening();

        assertThat(Words.number(opening, 0, 4)).isEqualTo(opening.length);
        assertThat(new String(opening, StandardCharsets.ISO_8859_1)).contains("user\0telpher\0");
    }

    @Test
    void noiseAndBrokenWordsAreJudgedToo() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            for (Talk talk : ALL) {
                assertThat(talk.hear(random.nextInt(3), noise)).isNotNull();
                byte[] own = Arrays.copyOf(talk.opening(), random.nextInt(30));
                assertThat(talk.hear(random.nextInt(3), own)).isNotNull();
            }
        }
    }
}
