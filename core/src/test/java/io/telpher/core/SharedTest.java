package io.telpher.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {
    private final List<String> closed = new ArrayList<>();
    private final Shared<String, StringBuilder> shared = new Shared<>(value -> closed.add(value.toString()));

    @Test
    void aValueIsMadeOnceAndClosedWhenItsLastHolderLeaves() {
        StringBuilder first = shared.take("a", () -> new StringBuilder("one"));
        StringBuilder second = shared.take("a", () -> new StringBuilder("two"));
        assertThat(second).isSameAs(first);

        shared.leave("a");
        assertThat(closed).isEmpty();
        shared.leave("a");
        assertThat(closed).containsExactly("one");
        assertThat(shared.size()).isZero();
        shared.leave("a");
        assertThat(closed).hasSize(1);
    }

    @Test
    void whatCannotBeMadeIsNotHeld() {
        assertThatThrownBy(() -> shared.take("a", () -> {
                    throw new IOException("no such file");
                }))
                .isInstanceOf(IOException.class);
        assertThat(shared.size()).isZero();
    }

    @Test
    void staysAreOverWithTheLastOne() {
        Stays stays = new Stays(() -> closed.add("over"));
        assertThat(stays.enter()).isTrue();
        stays.leave();
        assertThat(closed).isEmpty();
        stays.leave();
        assertThat(closed).containsExactly("over");
        assertThat(stays.enter()).isFalse();
    }
}
