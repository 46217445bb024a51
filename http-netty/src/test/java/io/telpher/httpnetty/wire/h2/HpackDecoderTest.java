package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HpackDecoderTest {
    @ParameterizedTest
    @CsvSource({
        "80, index 0",
        "be, an index beyond an empty table",
        "ff80808000, an index of four bytes that is beyond",
        "ffffffffff7f, an index of five",
        "ff, an index that is cut off",
        "40, a literal that is cut off",
        "4001, a name that is cut off",
        "400161, a value that is missing",
        "40016102, a value that is cut off",
        "7f, a name index that is cut off",
        "7eff, a name index beyond",
        "007fffffffff7f, a string of five bytes of length",
        "3fe21f, a table size of 4097",
        "202020, three table sizes",
        "8220, a table size after a field",
        "0081ff00, padding of 8 bits set",
        "0082ffff00, padding of 16 bits",
        "008400000000, a name of Huffman zeros and no value",
        "00813800, padding that is not all set",
        "0084ffffffff00, the end-of-string symbol"
    })
    void whatItCannotUnderstandEndsTheConnection(String hex, String why) {
        BadFrame bad = catchThrowableOfType(BadFrame.class, () -> Hpack.decode(new HpackDecoder(), Hpack.hex(hex)));

        assertThat(bad).as(why).isNotNull();
        assertThat(bad.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR);
        assertThat(bad.stream()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "203fe11f", "3fe11f", "82", "0001610162"})
    void whatIsUnusualButRightIsTaken(String hex) throws Exception {
        Hpack.decode(new HpackDecoder(), Hpack.hex(hex));
    }

    @Test
    void aTableOfSizeZeroHoldsNothing() throws Exception {
        HpackDecoder decoder = new HpackDecoder();
        Hpack.decode(decoder, RawBlock.indexing("x-a", "1"));
        Hpack.decode(decoder, Hpack.hex("20"));

        assertThat(catchThrowableOfType(BadFrame.class, () -> Hpack.decode(decoder, Hpack.hex("be"))))
                .isNotNull();
    }

    @Test
    void anEntryLargerThanTheTableEmptiesItAndIsNoError() throws Exception {
        HpackDecoder decoder = new HpackDecoder();
        Hpack.decode(decoder, RawBlock.indexing("x-a", "1"));

        DecodedHead head = Hpack.decode(decoder, RawBlock.indexing("x-b", "b".repeat(5000)));

        assertThat(head.trailers().size()).isEqualTo(1);
        assertThat(catchThrowableOfType(BadFrame.class, () -> Hpack.decode(decoder, Hpack.hex("be"))))
                .isNotNull();
    }

    @Test
    void aNameMayComeFromAnEntryThatTheFieldItselfDrivesOut() throws Exception {
        HpackDecoder decoder = new HpackDecoder();
        Hpack.decode(decoder, RawBlock.indexing("x-a", "a".repeat(4000)));
        byte[] value = RawBlock.indexing("", "b".repeat(4000));
        value[1] = value[0]; // the name's length, which an index takes the place of
        byte[] block = Arrays.copyOfRange(value, 1, value.length);
        block[0] = 0x40 | 62;

        DecodedHead head = Hpack.decode(decoder, block);

        assertThat(Hpack.text(head)).isEqualTo("x-a: " + "b".repeat(4000) + "\n");
    }

    @Test
    void everyOctetSurvivesHuffman() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        for (int from = 0; from < all.length; from++) {
            byte[] coded = new byte[Huffman.encodedBytes(all, from, all.length)];
            int end = Huffman.encode(all, from, all.length, coded, 0);
            byte[] back = new byte[Huffman.decodedBytesMax(coded.length)];
            int length = Huffman.decode(coded, 0, coded.length, back, 0);

            assertThat(end).isEqualTo(coded.length);
            assertThat(Arrays.copyOf(back, length)).isEqualTo(Arrays.copyOfRange(all, from, all.length));
        }
    }

    @Test
    void theMostThatHuffmanCanStandForFits() throws Exception {
        byte[] zeros = new byte[10_000]; // eight times "0" in five bytes
        byte[] out = new byte[Huffman.decodedBytesMax(zeros.length)];

        assertThat(Huffman.decode(zeros, 0, zeros.length, out, 0)).isEqualTo(16_000);
    }
}
