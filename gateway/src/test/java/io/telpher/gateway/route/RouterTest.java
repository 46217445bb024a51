package io.telpher.gateway.route;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.config.Networks;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shapes;
import io.telpher.gateway.Config;
import io.telpher.gateway.Destination;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Requests;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.http.ClientCertificate;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static final FieldName UPSTREAM = FieldName.of("x-upstream");

    private static Object route(Object match, String to) {
        return map("match", match, "to", to);
    }

    private static Router router(Object... routes) {
        return router(name -> request -> HttpResponse.of(200).with(UPSTREAM, name), routes);
    }

    private static Router router(java.util.function.Function<String, Destination> upstreams, Object... routes) {
        List<RouteConfig> read = Config.read(Shapes.list(RouteConfig.SHAPE), List.of(routes));
        FeatureContext context = Config.context();
        return Router.build(
                read,
                new Router.Parts(
                        upstreams,
                        new Forwarding(Networks.NOBODY),
                        context.metrics(),
                        context.waiter(),
                        context.calendar(),
                        context.living(),
                        context.stores(),
                        context.copies(),
                        context.caches(),
                        context.fetching()));
    }

    private static HttpResponse ask(Router router, HttpRequest request) throws Exception {
        return router.choose(request).call(request);
    }

    private static String to(Router router, Method method, String uri, String... fields) throws Exception {
        HttpResponse response = ask(router, Requests.request(method, uri, "192.0.2.1", fields));
        return response.status() == 200 ? response.fields().value(UPSTREAM) : String.valueOf(response.status());
    }

    private static String get(Router router, String path, String... fields) throws Exception {
        return to(router, Method.GET, "http://example.org" + path, fields);
    }

    @ParameterizedTest
    @CsvSource({
        "/a, exact",
        "/a/, prefix",
        "/a/b, prefix",
        "/ab, rest",
        "/, root",
        "/a/b/c, text",
        "/a/x/c, any",
        "/a/x/d, prefix",
        "/a/b/d, prefix",
        "/u/7, user",
        "/u/, rest",
        "/u/7/8, rest",
        "/caf%c3%a9, encoded",
        "/a;x/b/c, text",
        "/a;x, exact",
        "/zz, rest"
    })
    void theMostSpecificPathWins(String path, String upstream) throws Exception {
        Router router = router(
                route(map("path", "/**"), "rest"),
                route(map("path", "/a/**"), "prefix"),
                route(map("path", "/a/*/c"), "any"),
                route(map("path", "/a/b/c"), "text"),
                route(map("path", "/a"), "exact"),
                route(map("path", "/"), "root"),
                route(map("path", "/u/{id}"), "user"),
                route(map("path", "/caf\u00e9".replace("\u00e9", "%c3%a9")), "encoded"));
        assertThat(get(router, path)).isEqualTo(upstream);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.org/x, exact", "http://EXAMPLE.org:8080/x, exact", "http://a.example.org/x, wild",
        "http://a.b.example.org/x, wild", "http://c.b.example.org/x, longer", "http://other/x, rest",
        "http://notexample.org/x, rest", "http://example.org/only, rest", "http://example.org./x, exact"
    })
    void theMostSpecificHostWinsAndOthersAreTriedAfterIt(String uri, String upstream) throws Exception {
        Router router = router(
                route(map("path", "/**"), "rest"),
                route(map("host", "*.Example.org", "path", "/x"), "wild"),
                route(map("host", "c.b.example.org", "path", "/y"), "never"),
                route(map("host", "*.b.example.org", "path", "/x", "header", map("nope", "1")), "never"),
                route(map("host", "c.b.example.org", "path", "/x"), "longer"),
                route(map("host", "example.org", "path", "/x"), "exact"));
        assertThat(to(router, Method.GET, uri)).isEqualTo(upstream);
    }

    @Test
    void aPrefixOfEverythingServesEveryPath() throws Exception {
        Router router = router(route(map(), "all"));
        assertThat(get(router, "/")).isEqualTo("all");
        assertThat(get(router, "/a/b")).isEqualTo("all");
        assertThat(to(router, Method.OPTIONS, "*")).isEqualTo("all");
    }

    @Test
    void moreConditionsAreTriedFirstAndMethodsAreOne() throws Exception {
        Router router = router(
                route(map("path", "/a"), "plain"),
                route(map("path", "/a", "method", "POST"), "post"),
                route(map("path", "/a", "header", map("X-User-Type", "premium")), "premium"),
                route(map("path", "/a", "header", map("x-user-type", map("regex", "pre.*"))), "regex"),
                route(map("path", "/a", "header", map("X-User-Type", map("present", true))), "any-type"),
                route(map("path", "/a", "cookie", map("ab", "B"), "query", map("v", "2 x")), "both"));
        assertThat(get(router, "/a")).isEqualTo("plain");
        assertThat(to(router, Method.POST, "http://h/a")).isEqualTo("post");
        assertThat(get(router, "/a", "X-User-Type", "premium")).isEqualTo("premium");
        assertThat(get(router, "/a", "X-User-Type", "prefix")).isEqualTo("regex");
        assertThat(get(router, "/a", "X-User-Type", "basic")).isEqualTo("any-type");
        assertThat(get(router, "/a?x&v=2+x", "Cookie", "xab=B; ab=B")).isEqualTo("both");
        assertThat(get(router, "/a?%76=2%20x", "Cookie", "a=1", "Cookie", "ab=B"))
                .isEqualTo("both");
        assertThat(get(router, "/a?v=2", "Cookie", "ab=B")).isEqualTo("plain");
    }

    @Test
    void getBringsHeadWithIt() throws Exception {
        Router router = router(route(map("path", "/a", "method", "GET"), "read"));
        assertThat(to(router, Method.HEAD, "http://h/a")).isEqualTo("read");
    }

    @Test
    void aPathWithoutTheMethodIsAnswered405WithAllow() throws Exception {
        Router router = router(
                route(map("path", "/a", "method", List.of("GET", "PUT")), "x"),
                route(map("host", "h", "path", "/**", "method", "DELETE"), "y"),
                route(map("path", "/a", "method", "PATCH", "header", map("X", "1")), "z"));
        HttpResponse refused = ask(router, Requests.request(Method.POST, "http://h/a", "192.0.2.1"));
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.fields().value(FieldName.ALLOW)).isEqualTo("DELETE, GET, HEAD, PUT");
    }

    @Test
    void whatNoRouteMatchesIsAProblem404() throws Exception {
        Router router = router(route(map("path", "/a"), "x"));
        HttpResponse refused = ask(router, Requests.get("/b"));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.fields().value(FieldName.CONTENT_TYPE)).isEqualTo("application/problem+json");
        assertThat(to(router, Method.CONNECT, "h:1")).isEqualTo("501");
    }

    @Test
    void theExchangeKnowsItsRoute() {
        Router router =
                router(map("name", "users", "match", map("path", "/a"), "to", "x"), route(map("path", "/b/*"), "y"));
        HttpRequest named = Requests.get("/a");
        HttpRequest unnamed = Requests.get("/b/1");
        router.choose(named);
        router.choose(unnamed);
        assertThat(named.exchange().route()).isEqualTo("users");
        assertThat(unnamed.exchange().route()).isEqualTo("/b/*");
    }

    @Test
    void aRouteMayHaveSeveralMatches() throws Exception {
        Router router = router(route(List.of(map("path", "/a"), map("path", "/b")), "x"));
        assertThat(get(router, "/a")).isEqualTo("x");
        assertThat(get(router, "/b")).isEqualTo("x");
    }

    @Test
    void troubleOnTheNetworkBecomesAnAnswerAndIsNoted() throws Exception {
        Router router = router(
                name -> request -> {
                    throw Failure.upstream(Failure.Kind.REFUSED, true, "10.0.0.1:1");
                },
                route(map(), "x"));
        HttpRequest request = Requests.get("/");
        assertThat(ask(router, request).status()).isEqualTo(502);
        assertThat(request.exchange().failure()).isNotNull();
    }

    @Test
    void aThousandRoutesAreEachFound() throws Exception {
        List<Object> routes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            routes.add(route(map("path", "/api/v" + i % 7 + "/thing-" + i + "/**"), "u" + i));
        }
        Router router = router(routes.toArray());
        for (int i = 0; i < 1000; i++) {
            assertThat(get(router, "/api/v" + i % 7 + "/thing-" + i + "/x")).isEqualTo("u" + i);
        }
        assertThat(get(router, "/api/v0/thing-1/x")).isEqualTo("404");
    }

    @Test
    void findingAPlainRouteAllocatesNothing() {
        Router router = router(
                route(map("path", "/api/{id}/**", "method", "GET"), "x"),
                route(map("path", "/api/users"), "y"),
                route(map("host", "example.net", "path", "/api/**"), "z"));
        HttpRequest request = Requests.get("/api/users/7/orders");
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        router.choose(request);
        long before = threads.getCurrentThreadAllocatedBytes();
        long overhead = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            router.choose(request);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before - overhead).isLessThan(1000);
    }

    private static String check(Object... routes) {
        Problems problems = new Problems();
        List<RouteConfig> read = Shapes.list(RouteConfig.SHAPE).read(Config.node(List.of(routes)), problems);
        Router.check(read, problems);
        return problems.all().toString();
    }

    @Test
    void twoRoutesWithTheSameMatchAreAnErrorThatNamesBothPlaces() {
        assertThat(check(
                        route(map("path", "/a/{id}", "header", map("A", "1", "B", "2")), "x"),
                        route(map("path", "/a/*", "header", map("b", "2", "a", "1")), "y")))
                .contains("error: routes[1].match: the same match as at test.yaml:3:1")
                .contains("test.yaml:10:1");
    }

    @Test
    void benignNeighboursAreNoMistake() {
        assertThat(check(
                        route(map("path", "/a"), "x"),
                        route(map("path", "/a", "method", "GET"), "y"),
                        route(map("path", "/a/**"), "y"),
                        route(map("path", "/a", "host", "h"), "y")))
                .isEqualTo("[]");
    }

    @Test
    void aRouteWhoseMethodsOthersTakeIsAWarning() {
        assertThat(check(
                        route(map("path", "/a", "method", List.of("PUT", "POST")), "x"),
                        route(map("path", "/a", "method", "PUT"), "x"),
                        route(map("path", "/a", "method", "POST"), "y")))
                .contains("warning: routes[0]: this route can never match");
    }

    @Test
    void takenNamesAreErrors() {
        assertThat(check(
                        map("name", "n", "match", map("path", "/a"), "to", "x"),
                        map("name", "n", "match", map("path", "/b"), "to", "x")))
                .contains("the name \"n\" is taken");
    }

    @Test
    void aRouteNeedsSomebodyToAnswer() {
        assertThat(Config.mistakes(RouteConfig.SHAPE, map("match", map()))).contains("\"to\" is missing");
    }

    @Test
    void aRouteHasOneThatAnswers() {
        Object match = map("path", "/a");
        assertThat(Config.mistakes(RouteConfig.SHAPE, map("match", match, "respond", 200, "to", "x")))
                .contains("\"respond\" answers, so that \"to\" would never be asked");
        assertThat(Config.mistakes(RouteConfig.SHAPE, map("match", match, "redirect", "/b", "respond", 200)))
                .contains("\"redirect\" answers, so that \"respond\" would never be asked");
    }

    @ParameterizedTest
    @CsvSource({
        "path, a",
        "path, /a/**/b",
        "path, /a*",
        "path, /a//b",
        "path, /a/../b",
        "path, /a/{1}",
        "path, /a%2f",
        "path, /a;b",
        "host, a:80",
        "host, a.*.b",
        "host, ''",
        "host, *",
        "method, get",
        "method, G ET"
    })
    void partsThatCannotMatchAreMistakes(String key, String value) {
        assertThat(Config.mistakes(Match.SHAPE, map(key, value))).contains(key);
    }

    @Test
    void aClientIsMatchedByEachPartOfItsCertificateAndNoCertificateIsNobody() throws Exception {
        Router router = router(
                route(map("client", map("subject", "CN=alice,O=Example", "common-name", "alice")), "alice"),
                route(map("client", map("uri", map("regex", "spiffe://example[.]org/.*"))), "spiffe"),
                route(map("client", map("dns", "two.example.org")), "dns"),
                route(map("client", map("fingerprint", "AB:CD")), "fingerprint"),
                route(map("client", map("subject", map("present", true))), "any"),
                route(map(), "nobody"));
        assertThat(asked(router, null)).isEqualTo("nobody");
        assertThat(asked(router, certificate("CN=alice,O=Example", "alice", "01")))
                .isEqualTo("alice");
        assertThat(asked(router, certificate("O=CN\\=alice", null, "01"))).isEqualTo("any");
        assertThat(asked(router, certificate("CN=x", "x", "01", "spiffe://other.org/a", "spiffe://example.org/b")))
                .isEqualTo("spiffe");
        assertThat(asked(router, certificate("CN=x", "x", "01", "one.example.org", "two.example.org")))
                .isEqualTo("dns");
        assertThat(asked(router, certificate("CN=x", "x", "abcd"))).isEqualTo("fingerprint");
        assertThat(Config.mistakes(Match.SHAPE, map("client", map()))).contains("expected at least one of subject");
        assertThat(Config.mistakes(Match.SHAPE, map("client", map("cn", "alice"))))
                .contains("common-name");
    }

    private static ClientCertificate certificate(
            String subject, @Nullable String commonName, String fingerprint, String... names) {
        List<String> dns =
                Stream.of(names).filter(name -> name.endsWith(".example.org")).toList();
        List<String> uris =
                Stream.of(names).filter(name -> name.startsWith("spiffe:")).toList();
        return new ClientCertificate(subject, commonName, dns, uris, fingerprint, List.of());
    }

    private static @Nullable String asked(Router router, @Nullable ClientCertificate certificate) throws Exception {
        return ask(router, Requests.secure("/", certificate)).fields().value(UPSTREAM);
    }

    @Test
    void aTestIsOneOfThree() {
        for (Object bad :
                new Object[] {map(), map("present", false), map("exact", "a", "regex", "b"), map("regex", "(")}) {
            assertThat(Config.mistakes(Match.SHAPE, map("header", map("A", bad))))
                    .isNotEmpty();
        }
    }
}
