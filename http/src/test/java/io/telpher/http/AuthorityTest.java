package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "EXAMPLE.org:8080, example.org:8080",
        "example.org., example.org",
        "example.org.:80, example.org:80",
        "example.org:, example.org",
        "example.org:00080, example.org:80",
        "1.2.3.4:0, 1.2.3.4:0",
        "[2001:DB8:0:0::1]:443, [2001:db8::1]:443",
        "[::1], [::1]",
        "[::ffff:1.2.3.4], [::ffff:1.2.3.4]",
        "my_host, my_host",
    })
    void anAuthorityHasOneCanonicalForm(String given, String canonical) throws BadTarget {
        assertThat(Authority.canonical(given)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@host", "user:pass@host", "@", ":80", "a b", "a/b", "a\\b", "a%41", "h:65536", "h:99999999999",
                        "h:8o",
                "h:80:80", "[::1", "[]", "[1.2.3.4]", "[::1]x", "[fe80::1%25eth0]", "::1", "[v1.x]", "a#b", "a?b",
                        "h..",
                ".", "caf\u00e9", "a\u0000", "h:+80"
            })
    void whatIsNoAuthorityIsRefused(String given) {
        assertThatThrownBy(() -> Authority.canonical(given)).isInstanceOf(BadTarget.class);
    }

    @Test
    void anEmptyHostIsAllowedWhereTheTargetHasNoAuthority() throws BadTarget {
        assertThat(Authority.canonical("")).isEmpty();
    }

    @Test
    void aCanonicalAuthorityIsGivenBackAsItIs() throws BadTarget {
        String text = "example.org";
        assertThat(Authority.canonical(text)).isSameAs(text);
    }
}
