package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of RFC 7541, appendix C. */
class Rfc7541ExamplesTest {
    /** Blocks that follow each other on one connection, and what each says. */
    record Example(String section, String... blocksAndTexts) {
        @Override
        public String toString() {
            return section;
        }
    }

    private static final String FIRST = """
            :method: GET
            :scheme: http
            :authority: www.example.com
            :path: /
            """;
    private static final String SECOND = FIRST + "cache-control: no-cache\n";
    private static final String THIRD = """
            :method: GET
            :scheme: https
            :authority: www.example.com
            :path: /index.html
            custom-key: custom-value
            """;

    static Stream<Example> examples() {
        return Stream.of(
                new Example(
                        "C.2.1 literal with indexing",
                        "400a637573746f6d2d6b65790d637573746f6d2d686561646572",
                        "custom-key: custom-header\n"),
                new Example("C.2.2 literal without indexing", "040c2f73616d706c652f70617468", ":path: /sample/path\n"),
                new Example("C.2.3 literal never indexed", "100870617373776f726406736563726574", "password: secret\n"),
                new Example("C.2.4 indexed", "82", ":method: GET\n"),
                new Example(
                        "C.3 requests",
                        "828684410f7777772e6578616d706c652e636f6d",
                        FIRST,
                        "828684be58086e6f2d6361636865",
                        SECOND,
                        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
                        THIRD),
                new Example(
                        "C.4 requests, Huffman-coded",
                        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
                        FIRST,
                        "828684be5886a8eb10649cbf",
                        SECOND,
                        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
                        THIRD),
                new Example(
                        "C.6 responses, Huffman-coded, the table of 4096 bytes",
                        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
                        """
                        :status: 302
                        cache-control: private
                        date: Mon, 21 Oct 2013 20:13:21 GMT
                        location: https://www.example.com
                        """,
                        "4883640effc1c0bf",
                        """
                        :status: 307
                        cache-control: private
                        date: Mon, 21 Oct 2013 20:13:21 GMT
                        location: https://www.example.com
                        """));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void areDecodedAsTheRfcSays(Example example) throws Exception {
        HpackDecoder decoder = new HpackDecoder();
        for (int i = 0; i < example.blocksAndTexts.length; i += 2) {
            DecodedHead head = Hpack.decode(decoder, Hpack.hex(example.blocksAndTexts[i]));
            assertThat(Hpack.text(head)).isEqualTo(example.blocksAndTexts[i + 1]);
        }
    }

    /** C.5 and C.6 have a table of 256 bytes, of which entries are driven out. */
    @ParameterizedTest
    @MethodSource("small")
    void entriesAreDrivenOutAsTheRfcSays(Example example) throws Exception {
        areDecodedAsTheRfcSays(example);
    }

    static Stream<Example> small() {
        String first = """
                :status: 302
                cache-control: private
                date: Mon, 21 Oct 2013 20:13:21 GMT
                location: https://www.example.com
                """;
        String third = """
                :status: 200
                cache-control: private
                date: Mon, 21 Oct 2013 20:13:22 GMT
                location: https://www.example.com
                content-encoding: gzip
                set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1
                """;
        return Stream.of(
                new Example(
                        "C.5",
                        "3fe101"
                                + "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54"
                                + "6e1768747470733a2f2f7777772e6578616d706c652e636f6d",
                        first,
                        "4803333037c1c0bf",
                        first.replace("302", "307"),
                        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153"
                                + "444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f"
                                + "6e3d31",
                        third),
                new Example(
                        "C.6",
                        "3fe101"
                                + "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97"
                                + "c8e9ae82ae43d3",
                        first,
                        "4883640effc1c0bf",
                        first.replace("302", "307"),
                        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b"
                                + "3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
                        third));
    }
}
