package io.telpher.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedYamlTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: S3CRET",
                "a: {b: [{client_secret: S3CRET}]}",
                "token: |\n  line\n  S3CRET\n",
                "\"api-key\": 'S3CRET'",
                "keys: [{hmac-key: S3CRET}]",
                "tokens: [S3CRET, S3CRET]",
                "redis: redis://user:S3CRET@host:6379/0",
                "x: &a {password: S3CRET}\ny: *a",
                "a: 1 # the password was S3CRET",
                "Password: S3CRET",
                "[S3CRET: broken"
            })
    void no_secret_is_shown_in_whatever_style_it_is_written(String yaml) {
        assertThat(MaskedYaml.of(yaml)).doesNotContain("S3CRET");
    }

    @Test
    void everything_else_is_shown_in_its_order() {
        assertThat(MaskedYaml.of(
                        "listeners: [{http: 8080}]\nroutes:\n  - match: {path: /**}\n    to: web\nkeyboard: 1\n"))
                .isEqualTo("listeners:\n- http: 8080\nroutes:\n- match:\n    path: /**\n  to: web\nkeyboard: 1\n");
    }

    @Test
    void an_empty_configuration_is_empty() {
        assertThat(MaskedYaml.of("")).isEmpty();
    }
}
