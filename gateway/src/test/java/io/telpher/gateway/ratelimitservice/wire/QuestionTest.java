package io.telpher.gateway.ratelimitservice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.telpher.gateway.ratelimitservice.wire.Question.Descriptor;
import io.telpher.gateway.ratelimitservice.wire.Question.Entry;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class QuestionTest {
    private static ProtoWriter entry(String key, String value) {
        return new ProtoWriter().text(1, key).text(2, value);
    }

    private static byte[] question() {
        ProtoWriter descriptor = new ProtoWriter()
                .message(1, entry("path", "/login"))
                .message(1, entry("remote_address", "192.0.2.1"))
                .message(2, new ProtoWriter().number(1, 7).number(2, 2))
                .message(3, new ProtoWriter().number(1, 3));
        return new ProtoWriter()
                .text(1, "edge")
                .message(2, descriptor)
                .message(2, new ProtoWriter().message(1, entry("user", "ä")))
                .number(3, 300)
                .text(99, "what a later version adds")
                .number(98, -1)
                .bytes();
    }

    @Test
    void aQuestionIsReadWithWhatIsKnownOfIt() {
        assertThat(Question.read(question()))
                .isEqualTo(new Question(
                        "edge",
                        List.of(
                                new Descriptor(
                                        List.of(new Entry("path", "/login"), new Entry("remote_address", "192.0.2.1")),
                                        new Question.OwnLimit(7, 2),
                                        3),
                                new Descriptor(List.of(new Entry("user", "ä")), null, 0)),
                        300));
    }

    @Test
    void nothingCountsAsOneHitOfNoDomain() {
        assertThat(Question.read(new byte[0])).isEqualTo(new Question("", List.of(), 1));
    }

    @Test
    void whatIsTooMuchIsRefused() {
        ProtoWriter many = new ProtoWriter();
        for (int i = 0; i <= Question.DESCRIPTORS_MAX; i++) {
            many.message(2, new ProtoWriter());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Question.read(many.bytes()));
    }

    @Test
    void aMessageThatBreaksOffIsNone() {
        byte[] whole = question();
        int read = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                Question.read(part);
                read++; // it broke off between two fields
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        assertThat(read).isBetween(5, 7);
    }

    @Property
    void anyBytesAreAQuestionOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        readable(bytes);
    }

    @Property
    void aQuestionWithAByteChangedIsOneOrRefused(
            @ForAll @IntRange(max = 100) int place, @ForAll byte other, @ForAll @IntRange(max = 100) int second) {
        byte[] changed = question();
        changed[place % changed.length] = other;
        changed[second % changed.length] ^= (byte) (1 << (second & 7));
        readable(changed);
    }

    private static void readable(byte[] bytes) {
        try {
            Question question = Question.read(bytes);
            assertThat(question.hits()).isPositive();
            assertThat(question.descriptors()).hasSizeLessThanOrEqualTo(Question.DESCRIPTORS_MAX);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }
}
