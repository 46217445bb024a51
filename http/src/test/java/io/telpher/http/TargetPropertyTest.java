package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class TargetPropertyTest {
    private static final List<Method> METHODS = List.of(Method.GET, Method.OPTIONS, Method.CONNECT, Method.of("PURGE"));

    /** Pieces that matter to a path, in any order. */
    @Provide
    Arbitrary<String> nasty() {
        return Arbitraries.of(
                        "/", "/", ".", "..", "%2e", "%2E", "%2f", "%5c", "\\", ";", "%3b", "%00", "%25", "%", "a", "B",
                        "%41", "%7e", "?", "#", "|", "*", ":", "@", "http://", "[", "::1", "]", " ", "\u00e9", "%c3%a9")
                .list()
                .ofMaxSize(12)
                .map(pieces -> "/" + String.join("", pieces));
    }

    @Property(tries = 5000)
    void parsingIsTotal(@ForAll byte[] bytes, @ForAll int pick) {
        Method method = METHODS.get(Math.floorMod(pick, METHODS.size()));
        Target target = parse(method, bytes);
        if (target != null && method != Method.CONNECT) {
            assertThat(target.path()).matches("\\*|/.*");
        }
    }

    @Property(tries = 20_000)
    void aCanonicalTargetIsItsOwnCanonicalForm(@ForAll("nasty") String text) throws BadTarget {
        Target target = parse(Method.GET, text.getBytes(StandardCharsets.ISO_8859_1));
        if (target != null) {
            assertThat(Target.parse(Method.GET, target.path()).path()).isEqualTo(target.path());
            assertThat(CanonicalPath.of(target.path())).isEqualTo(target.path());
        }
    }

    @Property(tries = 20_000)
    void noDecodingOfACanonicalPathLeadsOutOfIt(@ForAll("nasty") String text) {
        Target target = parse(Method.GET, text.getBytes(StandardCharsets.ISO_8859_1));
        if (target == null) {
            return;
        }
        String decoded = URLDecoder.decode(target.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        String[] segments = decoded.split("/", -1);
        for (String segment : segments) {
            assertThat(segment.replaceFirst(";.*", "")).isNotIn(".", "..");
        }
        for (int i = 1; i < segments.length - 1; i++) {
            assertThat(segments[i]).isNotEmpty();
        }
        assertThat(decoded).doesNotContain("\\").doesNotContain("\0");
        assertThat(target.path()).doesNotContainPattern("%(2F|5C|[01]|[0-9A-F]?[a-f])");
    }

    @Property(tries = 5000)
    void anAuthorityIsItsOwnCanonicalForm(@ForAll("hosts") String text) {
        try {
            String canonical = Authority.canonical(text);
            assertThat(Authority.canonical(canonical)).isEqualTo(canonical);
            assertThat(canonical).doesNotContainPattern("[A-Z@/\\\\\\s]");
        } catch (BadTarget refused) {
            assertThat(refused.detail()).contains("section");
        }
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of(
                        "a", "EX.org", ".", ":", "0", "80", "65536", "[", "]", "::", "1", "ffff", "@", "%41", "/", " ",
                        "1.2.3.4")
                .list()
                .ofMaxSize(6)
                .map(pieces -> String.join("", pieces));
    }

    private static @Nullable Target parse(Method method, byte[] bytes) {
        try {
            return Target.parse(method, bytes, 0, bytes.length);
        } catch (BadTarget refused) {
            assertThat(refused.detail()).contains("section");
            return null;
        }
    }
}
