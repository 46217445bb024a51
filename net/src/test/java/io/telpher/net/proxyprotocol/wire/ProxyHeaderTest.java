package io.telpher.net.proxyprotocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.net.proxyprotocol.wire.ProxyHeaderReader.Result;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String V2 = "0d0a0d0a000d0a515549540a";

    private static Result read(byte[] bytes) throws BadProxyHeader {
        return ProxyHeaderReader.read(bytes, bytes.length);
    }

    private static Result read(String text) throws BadProxyHeader {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Result hex(String digits) throws BadProxyHeader {
        return read(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    // === version 1 ===

    @Test
    void aLineOfVersion1SaysBothEnds() throws Exception {
        assertThat(read("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\nGET /"))
                .isEqualTo(new Result.Present(ProxyHeader.of(at("192.0.2.1", 56324), at("198.51.100.2", 443)), 45));
        assertThat(read("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"))
                .isEqualTo(new Result.Present(ProxyHeader.of(at("2001:db8::1", 1), at("2001:db8::2", 65535)), 44));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
            })
    void whatAProxyDoesNotKnowIsTheConnectionsOwn(String line) throws Exception {
        assertThat(read(line)).isEqualTo(new Result.Present(ProxyHeader.LOCAL, line.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 \r\n",
                "PROXY  TCP4 192.0.2.1 198.51.100.2 56324 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 -1 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 +1 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 01 443\r\n",
                "PROXY TCP4 192.0.2.010 198.51.100.2 1 443\r\n",
                "PROXY TCP4 192.0.2 198.51.100.2 1 443\r\n",
                "PROXY TCP4 localhost 198.51.100.2 1 443\r\n",
                "PROXY TCP4 2001:db8::1 2001:db8::2 1 443\r\n",
                "PROXY TCP6 192.0.2.1 198.51.100.2 1 443\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.2 1 443\r\n",
                "PROXY tcp4 192.0.2.1 198.51.100.2 1 443\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 443\n",
                "PROXY \r\n",
                "PROXY \n",
            })
    void aBrokenLineIsRefused(String line) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(BadProxyHeader.class);
    }

    @Test
    void aLineWithoutAnEndIsRefusedAt107Bytes() throws Exception {
        assertThat(read("PROXY UNKNOWN " + "x".repeat(92))).isInstanceOf(Result.Incomplete.class);
        assertThatThrownBy(() -> read("PROXY UNKNOWN " + "x".repeat(93))).isInstanceOf(BadProxyHeader.class);
    }

    // === version 2 ===

    @Test
    void aHeaderOfVersion2SaysBothEnds() throws Exception {
        assertThat(hex(V2 + "21 11 000c c0000201 c6336402 dc04 01bb 474554"))
                .isEqualTo(new Result.Present(ProxyHeader.of(at("192.0.2.1", 56324), at("198.51.100.2", 443)), 28));
    }

    @Test
    void aLocalHeaderIsTheConnectionsOwnWhateverFollows() throws Exception {
        assertThat(hex(V2 + "20 00 0000")).isEqualTo(new Result.Present(ProxyHeader.LOCAL, 16));
        assertThat(hex(V2 + "20 11 000c c0000201 c6336402 dc04 01bb"))
                .isEqualTo(new Result.Present(ProxyHeader.LOCAL, 28));
    }

    @Test
    void unspecifiedUdpAndUnixSayNoAddresses() throws Exception {
        assertThat(hex(V2 + "21 00 0000")).isEqualTo(new Result.Present(ProxyHeader.LOCAL, 16));
        assertThat(hex(V2 + "21 12 000c c0000201 c6336402 dc04 01bb"))
                .isEqualTo(new Result.Present(ProxyHeader.LOCAL, 28));
        assertThat(hex(V2 + "21 31 00d8" + "00".repeat(216))).isEqualTo(new Result.Present(ProxyHeader.LOCAL, 232));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c c0000201 c6336402 dc04 01bb", // version 1 in binary
                "22 11 000c c0000201 c6336402 dc04 01bb", // command 2
                "21 41 000c c0000201 c6336402 dc04 01bb", // family 4
                "21 13 000c c0000201 c6336402 dc04 01bb", // protocol 3
                "21 11 000b c0000201 c6336402 dc04 01", // shorter than its addresses
                "21 11 000d c0000201 c6336402 dc04 01bb 01", // half a TLV
                "21 11 000f c0000201 c6336402 dc04 01bb 010001", // a TLV beyond the end
                "21 11 0011 c0000201 c6336402 dc04 01bb 02000268 0a", // a line feed in a name
                "21 11 0013 c0000201 c6336402 dc04 01bb 03000400000000", // a wrong checksum
                "21 11 0010 c0000201 c6336402 dc04 01bb 03000100", // a checksum of one byte
                "21 11 0012 c0000201 c6336402 dc04 01bb 2000030100 00", // half of what is said of TLS
                "21 11 1000", // longer than is read
            })
    void aBrokenHeaderIsRefused(String rest) {
        assertThatThrownBy(() -> hex(V2 + rest)).isInstanceOf(BadProxyHeader.class);
    }

    @Test
    void anUnknownTlvIsSkipped() throws Exception {
        assertThat(hex(V2 + "21 11 0011 c0000201 c6336402 dc04 01bb ee0002abcd"))
                .isEqualTo(new Result.Present(ProxyHeader.of(at("192.0.2.1", 56324), at("198.51.100.2", 443)), 33));
    }

    // === neither ===

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "POST", "PROXX", "\r\n\r\nx", "\026\003\001"})
    void otherProtocolsAreSeenAtOnce(String beginning) throws Exception {
        assertThat(read(beginning)).isInstanceOf(Result.Absent.class);
    }

    // === properties ===

    @Property(tries = 500)
    void whatIsWrittenInEitherVersionIsReadAgain(@ForAll("headers") ProxyHeader header) throws Exception {
        byte[] binary = ProxyHeaderWriter.V2.write(header);
        assertThat(read(binary)).isEqualTo(new Result.Present(header, binary.length));
        byte[] text = ProxyHeaderWriter.V1.write(header);
        ProxyHeader without = new ProxyHeader(header.addresses(), ProxyExtras.NONE);
        assertThat(read(text)).isEqualTo(new Result.Present(without, text.length));
    }

    @Property(tries = 200)
    void everyBeginningOfAHeaderIsIncompleteAndWhatFollowsIsLeftAlone(
            @ForAll("headers") ProxyHeader header, @ForAll @Size(max = 50) byte[] behind, @ForAll boolean binary)
            throws Exception {
        byte[] bytes = (binary ? ProxyHeaderWriter.V2 : ProxyHeaderWriter.V1).write(header);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(ProxyHeaderReader.read(bytes, length)).isInstanceOf(Result.Incomplete.class);
        }
        byte[] more = Arrays.copyOf(bytes, bytes.length + behind.length);
        System.arraycopy(behind, 0, more, bytes.length, behind.length);
        assertThat(((Result.Present) read(more)).bytes()).isEqualTo(bytes.length);
    }

    @Property(tries = 500)
    void aChangedBitOfACheckedHeaderIsNoticed(
            @ForAll("headers") ProxyHeader header, @ForAll @IntRange(min = 16 * 8, max = 4000) int bit) {
        byte[] bytes = ProxyHeaderWriter.V2.write(header);
        if (header.addresses() == null || bit >= bytes.length * 8) {
            return;
        }
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> {
                    Result result = read(bytes);
                    // a changed type or length of the last TLV hides the checksum itself, which is not a checked header
                    // then
                    if (bit / 8 >= bytes.length - 7 && result instanceof Result.Present) {
                        throw new BadProxyHeader("unchecked");
                    }
                })
                .isInstanceOf(BadProxyHeader.class);
    }

    @Property(tries = 2000)
    void noiseBehindASignatureIsReadOrRefusedAndNothingElse(
            @ForAll @Size(max = 600) byte[] noise, @ForAll boolean binary, @ForAll @IntRange(max = 300) int announced) {
        byte[] signature =
                binary ? HexFormat.of().parseHex(V2 + "2111") : "PROXY TCP4 ".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = Arrays.copyOf(signature, signature.length + 2 + noise.length);
        bytes[signature.length] = (byte) (announced >> 8);
        bytes[signature.length + 1] = (byte) announced;
        System.arraycopy(noise, 0, bytes, signature.length + 2, noise.length);
        try {
            assertThat(read(bytes)).isNotNull();
        } catch (BadProxyHeader e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    @Provide
    Arbitrary<ProxyHeader> headers() {
        Arbitrary<InetSocketAddress> four = sockets(4);
        Arbitrary<InetSocketAddress> six = sockets(16);
        Arbitrary<ProxyHeader.Addresses> both = Arbitraries.oneOf(
                Combinators.combine(four, four).as(ProxyHeader.Addresses::new),
                Combinators.combine(six, six).as(ProxyHeader.Addresses::new),
                Combinators.combine(four, six).as(ProxyHeader.Addresses::new));
        Arbitrary<ProxyHeader> told = Combinators.combine(both, extras()).as(ProxyHeader::new);
        return Arbitraries.oneOf(told, told, told, Arbitraries.just(ProxyHeader.LOCAL));
    }

    private static Arbitrary<InetSocketAddress> sockets(int bytes) {
        return Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofSize(bytes),
                        Arbitraries.integers().between(0, 65535))
                .as(ProxyHeaderTest::socket);
    }

    private static InetSocketAddress socket(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Arbitrary<ProxyExtras> extras() {
        Arbitrary<String> texts =
                Arbitraries.strings().withCharRange('!', '~').ofMaxLength(60).injectNull(0.3);
        Arbitrary<String> ids =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(128).map(HexFormat.of()::formatHex);
        Arbitrary<ProxyExtras.Tls> tls = Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.of(true, false), texts, texts, texts)
                .as(ProxyExtras.Tls::new);
        return Combinators.combine(texts, texts, ids.injectNull(0.3), tls.injectNull(0.3))
                .as(ProxyExtras::new);
    }
}
