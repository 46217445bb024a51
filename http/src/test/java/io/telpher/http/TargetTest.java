package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b.html, /a/b.html",
        "/a/, /a/",
        "/%7euser/%41, /~user/A",
        "/caf%c3%a9, /caf%C3%A9",
        "/a%20b, /a%20b",
        "//a///b//, /a/b/",
        "/a/./b/../c, /a/c",
        "/a/%2e%2E/c, /c",
        "/a/.%2e/c, /c",
        "/a/.., /",
        "/a/b/., /a/b/",
        "/.well-known/acme-challenge/x, /.well-known/acme-challenge/x",
        "/..., /...",
        "/a;v=1/b;c, /a;v=1/b;c",
        "/;jsessionid=7, /;jsessionid=7",
        "/%252e%252e/x, /%252e%252e/x",
        "/a|b, /a%7Cb",
        "//evil.example/x, /evil.example/x",
        "/a%3Fb, /a%3Fb",
    })
    void aPathHasOneCanonicalForm(String given, String canonical) throws BadTarget {
        assertThat(Target.parse(Method.GET, given).path()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/a/../..",
                "/%2e%2e/etc",
                "//..",
                "/a/..;/b",
                "/..;x=1/b",
                "/.;/b",
                "/%2e%2e;/b",
                "/..%3b/b",
                "/;/admin",
                "/;x/admin",
                "/a\\b",
                "/a%5cb",
                "/a%2fb",
                "/%2F",
                "/a%",
                "/a%4",
                "/a%4g",
                "/%00",
                "/a%0d%0a",
                "/a b",
                "/a\tb",
                "/a#b",
                "/a?b#c",
                "/a?b c",
                "/a\u0000",
                "/a\u007f",
                "/caf\u00e9",
                "/a?\u00e9",
                "/\u0100",
                "",
                "a",
                "*",
                "http:/a",
                "ftp://h/",
                "http:///a",
                "http://h#x",
                "http://u@h/",
                "?a",
                "%2f"
            })
    void whatServersDisagreeOnIsRefusedWithTheSectionThatSaysSo(String given) {
        assertThatThrownBy(() -> Target.parse(Method.GET, given))
                .isInstanceOf(BadTarget.class)
                .hasMessageContaining("section");
    }

    @Test
    void theQueryIsKeptByteForByte() throws BadTarget {
        Target target = Target.parse(Method.GET, "/a?x=/../%zz&y=100%&z=\\|{}?");
        assertThat(target.path()).isEqualTo("/a");
        assertThat(target.query()).isEqualTo("x=/../%zz&y=100%&z=\\|{}?");
        assertThat(Target.parse(Method.GET, "/a?").query()).isEmpty();
        assertThat(Target.parse(Method.GET, "/a").query()).isNull();
    }

    @Test
    void anAbsoluteFormNamesSchemeAndAuthorityAndWinsOverHost() throws BadTarget {
        Target target = Target.parse(Method.GET, "HTTP://Example.ORG:8080/a/../b?c");
        assertThat(target).isEqualTo(new Target("/b", "c", "example.org:8080", "http"));
        assertThat(target.authorityOr("other")).isEqualTo("example.org:8080");
        assertThat(Target.parse(Method.GET, "/b").authorityOr("other")).isEqualTo("other");
        assertThat(Target.parse(Method.GET, "https://h").path()).isEqualTo("/");
        assertThat(Target.parse(Method.GET, "https://h?q")).isEqualTo(new Target("/", "q", "h", "https"));
    }

    @Test
    void asteriskBelongsToOptions() throws BadTarget {
        assertThat(Target.parse(Method.OPTIONS, "*").path()).isEqualTo("*");
        assertThat(Target.parse(Method.OPTIONS, "http://h").path()).isEqualTo("*");
        assertThat(Target.parse(Method.OPTIONS, "http://h/").path()).isEqualTo("/");
    }

    @Test
    void connectNamesHostAndPortAndNothingElse() throws BadTarget {
        assertThat(Target.parse(Method.CONNECT, "Example.org:443"))
                .isEqualTo(new Target("", null, "example.org:443", null));
        for (String bad : new String[] {"example.org", "example.org:0", ":443", "/", "http://h:1/", "h:1/x"}) {
            assertThatThrownBy(() -> Target.parse(Method.CONNECT, bad)).isInstanceOf(BadTarget.class);
        }
    }

    @Test
    void aTargetIsReadWhereItStandsInAHead() throws BadTarget {
        byte[] head = "GET /a/b?c HTTP/1.1".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Target.parse(Method.GET, head, 4, 10)).isEqualTo(new Target("/a/b", "c", null, null));
    }
}
