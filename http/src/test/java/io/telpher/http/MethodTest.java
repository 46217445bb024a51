package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MethodTest {
    @Test
    void methodsAreTheSameByTheirNamesInTheirCase() {
        assertThat(Method.of("GET")).isSameAs(Method.GET);
        assertThat(Method.of("PROPFIND"))
                .isEqualTo(Method.of("PROPFIND"))
                .hasSameHashCodeAs(Method.of("PROPFIND"))
                .isNotEqualTo(Method.of("propfind"));
        assertThat(Method.of("get")).isNotEqualTo(Method.GET);
        assertThat(Method.POST).isNotEqualTo(Method.PUT).isNotEqualTo("POST");
    }
}
