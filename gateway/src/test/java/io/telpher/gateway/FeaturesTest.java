package io.telpher.gateway;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.gateway.headers.HeadersFeature;
import io.telpher.gateway.host.HostFeature;
import io.telpher.gateway.hsts.HstsFeature;
import io.telpher.gateway.redirect.RedirectFeature;
import io.telpher.gateway.respond.RespondFeature;
import io.telpher.gateway.rewrite.RewriteFeature;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {

    private static <C> HttpResponse call(Feature<C> feature, Object config, HttpRequest request) throws Exception {
        return feature.filter(Config.read(feature.shape(), config), Config.context())
                .call(
                        request,
                        arrived -> HttpResponse.of(200).withFields(Requests.fields("X-Old", "1", "X-Both", "1")));
    }

    /** What comes out at the other side of a feature, or null if it answered itself. */
    private static <C> HttpRequest through(Feature<C> feature, Object config, HttpRequest request) throws Exception {
        AtomicReference<HttpRequest> seen = new AtomicReference<>();
        HttpResponse response = feature.filter(Config.read(feature.shape(), config), Config.context())
                .call(request, arrived -> {
                    seen.set(arrived);
                    return HttpResponse.of(200);
                });
        assertThat(response.status()).isEqualTo(seen.get() == null ? 400 : 200);
        return seen.get();
    }

    private static String field(HttpResponse response, String name) {
        return response.fields().joined(FieldName.of(name));
    }

    @Test
    void everyFeatureHasItsOwnKeyAndAHelp() {
        List<Feature<?>> own = Features.OUTERMOST_FIRST.stream()
                .filter(feature -> feature.restOf() == null)
                .toList();
        assertThat(new HashSet<>(own.stream().map(Feature::key).toList())).hasSameSizeAs(own);
        assertThat(Features.OUTERMOST_FIRST)
                .allSatisfy(feature -> assertThat(feature.help()).endsWith("."));
    }

    @Test
    void theRestOfAFeatureStandsFurtherInUnderTheSameKey() {
        for (Feature<?> rest : Features.OUTERMOST_FIRST) {
            Feature<?> first = rest.restOf();
            if (first != null) {
                List<String> keys =
                        Features.OUTERMOST_FIRST.stream().map(Feature::key).toList();
                assertThat(rest.key()).isEqualTo(first.key());
                assertThat(rest.shape()).isSameAs(first.shape());
                assertThat(keys.indexOf(first.key())).isLessThan(Features.OUTERMOST_FIRST.indexOf(rest));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://{host}{target}, 'https://example.org/a/b?c=d'",
        "'{scheme}://{authority}:{port}/x?{query}', 'http://example.org:80/x?c=d'",
        "/new{path}, /new/a/b",
        "{path}/, /a/b/"
    })
    void aRedirectLeadsWhereItsTemplateSays(String template, String location) throws Exception {
        HttpResponse response = call(new RedirectFeature(), template, Requests.get("/a/b?c=d"));
        assertThat(response.status()).isEqualTo(308);
        assertThat(field(response, "location")).isEqualTo(location);
    }

    @Test
    void aRedirectHasOneOfFiveStatuses() throws Exception {
        assertThat(call(new RedirectFeature(), map("to", "/x", "status", 302), Requests.get("/"))
                        .status())
                .isEqualTo(302);
        assertThat(Config.mistakes(new RedirectFeature().shape(), map("to", "/x", "status", 200)))
                .contains("308");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/{path}",
                "/{target}",
                "//evil.example",
                "{host}",
                "javascript:x",
                "x",
                "/{nope}",
                "/{path",
                "/a b",
                "/a\nb"
            })
    void aTemplateThatLetsAnybodyChooseTheHostIsRefused(String template) {
        assertThat(Config.mistakes(new RedirectFeature().shape(), template)).isNotEmpty();
    }

    @Test
    void noPathLeadsARedirectToAnotherHost() throws Exception {
        HttpResponse response = call(new RedirectFeature(), "{path}", Requests.get("//evil.example/%2e/x"));
        assertThat(field(response, "location")).isEqualTo("/evil.example/x");
    }

    @ParameterizedTest
    @CsvSource({
        "/api, /api/users, /users",
        "/api, /api, /",
        "/api, /api/, /",
        "/api, /apix, /apix",
        "/api, /x/api, /x/api",
        "/api/, /api/users, /users"
    })
    void aPrefixIsStrippedByWholeSegments(String prefix, String given, String path) throws Exception {
        HttpRequest request = through(new RewriteFeature(), map("strip-prefix", prefix), Requests.get(given + "?q"));
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo("q");
    }

    @Test
    void strippingReplacingAndAddingComeInThisOrder() throws Exception {
        Object config = map(
                "add-prefix",
                "/v2",
                "strip-prefix",
                "/api",
                "replace",
                map("pattern", "^/u/(?P<id>[0-9]+)", "with", "/users/${id}/$1"));
        assertThat(through(new RewriteFeature(), config, Requests.get("/api/u/7/x"))
                        .path())
                .isEqualTo("/v2/users/7/7/x");
    }

    @ParameterizedTest
    @CsvSource({"x$, /../admin", "x$, /./a", "x$, ..", "^/x, a", "x$, '%2e%2e/'", "x$, %2Fa", "x$, a#b", "x$, a?b"})
    void cve_2026_48020_aRewriteThatWouldLeadElsewhereIsRefused(String pattern, String with) throws Exception {
        assertThat(through(
                        new RewriteFeature(),
                        map("replace", map("pattern", pattern, "with", with.equals("..") ? "/.." : with)),
                        Requests.get("/x")))
                .isNull();
    }

    @Test
    void emptySegmentsOfARewriteAreMerged() throws Exception {
        assertThat(through(
                                new RewriteFeature(),
                                map("replace", map("pattern", "^/a", "with", "//b/")),
                                Requests.get("/a/c"))
                        .path())
                .isEqualTo("/b/c");
    }

    @Test
    void aRewriteThatCannotBeIsAMistake() {
        for (Object bad : List.of(
                map(),
                map("strip-prefix", "/a/../b"),
                map("strip-prefix", "/"),
                map("strip-prefix", "api"),
                map("replace", map("pattern", "(", "with", "x")),
                map("replace", map("pattern", "a", "with", "$1")),
                map("replace", map("pattern", "(a)", "with", "${b}")),
                map("replace", map("pattern", "(a)", "with", "\\a")),
                map("replace", map("pattern", "(a)", "with", "$x")))) {
            assertThat(Config.mistakes(new RewriteFeature().shape(), bad)).isNotEmpty();
        }
    }

    @Test
    void aResponseIsWhatIsWritten() throws Exception {
        HttpResponse response = call(
                new RespondFeature(),
                map("status", 503, "body", "later", "fields", map("Retry-After", "60")),
                Requests.get("/"));
        assertThat(response.status()).isEqualTo(503);
        assertThat(Requests.text(response)).isEqualTo("later");
        assertThat(field(response, "retry-after")).isEqualTo("60");
        assertThat(field(response, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(call(new RespondFeature(), 204, Requests.get("/")).status()).isEqualTo(204);
        assertThat(Config.mistakes(new RespondFeature().shape(), map("fields", map("Content-Length", "1"))))
                .contains("connection's business");
        assertThat(Config.mistakes(new RespondFeature().shape(), map("status", 204, "body", "x")))
                .contains("no content");
    }

    @Test
    void fieldsAreRemovedThenSetThenAdded() throws Exception {
        Object edits = map("remove", List.of("x-old"), "set", map("X-Set", "1"), "add", map("X-Both", "2"));
        HttpRequest request = through(
                new HeadersFeature(),
                map("request", edits),
                Requests.get("/", "X-Old", "0", "X-Set", "0", "X-Both", "1"));
        assertThat(request.fields().toString()).isEqualTo("x-both: 1\nx-set: 1\nx-both: 2\n");
        HttpResponse response = call(new HeadersFeature(), map("response", edits), Requests.get("/"));
        assertThat(response.fields().toString()).isEqualTo("x-both: 1\nx-set: 1\nx-both: 2\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length", "transfer-encoding", "Connection", "Upgrade", "TE", "Host", "Keep-Alive", "a b"
            })
    void fieldsThatBelongToConnectionsCannotBeSet(String name) {
        assertThat(Config.mistakes(new HeadersFeature().shape(), map("request", map("set", map(name, "x")))))
                .isNotEmpty();
        assertThat(Config.mistakes(new HeadersFeature().shape(), map("response", map("remove", name))))
                .isNotEmpty();
    }

    @Test
    void aFieldValueCannotSplitAMessage() {
        assertThat(Config.mistakes(new HeadersFeature().shape(), map("response", map("set", map("A", "x\r\nB: y")))))
                .contains("control character");
    }

    @Test
    void browsersAreToldOfHttpsOnlyByHttps() throws Exception {
        HttpRequest https = Requests.request(Method.GET, "https://h/", "192.0.2.1");
        assertThat(field(call(new HstsFeature(), map(), https), "strict-transport-security"))
                .isEqualTo("max-age=31536000");
        assertThat(field(
                        call(
                                new HstsFeature(),
                                map("max-age", "730d", "include-subdomains", true, "preload", true),
                                https),
                        "strict-transport-security"))
                .isEqualTo("max-age=63072000; includeSubDomains; preload");
        assertThat(field(call(new HstsFeature(), map(), Requests.get("/")), "strict-transport-security"))
                .isNull();
        assertThat(Config.mistakes(new HstsFeature().shape(), map("preload", true)))
                .contains("include-subdomains");
    }

    @Test
    void anUpstreamIsAskedForTheHostThatIsWritten() throws Exception {
        HttpRequest request = Requests.get("/", "Host", "example.org");
        HttpRequest other = through(new HostFeature(), "Users.internal:8080", request);
        assertThat(other.authority()).isEqualTo("users.internal:8080");
        assertThat(other.authority()).isEqualTo("users.internal:8080");
        assertThat(through(new HostFeature(), "preserve", request)).isSameAs(request);
        assertThat(Config.mistakes(new HostFeature().shape(), "a@b")).contains("user information");
    }
}
