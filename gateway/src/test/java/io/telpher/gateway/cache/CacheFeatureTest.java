package io.telpher.gateway.cache;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.filter.CacheSettings;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.StoreConfig;
import io.telpher.core.Verdict;
import io.telpher.core.config.Networks;
import io.telpher.core.config.Shapes;
import io.telpher.gateway.Config;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Requests;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.gateway.route.RouteConfig;
import io.telpher.gateway.route.Router;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFeatureTest {
    private static final FieldName CACHE_STATUS = FieldName.of("cache-status");

    private static final Fields CACHEABLE = Fields.of(Field.of(FieldName.CACHE_CONTROL, "max-age=60"));

    private final FeatureContext context = Config.context();
    private final AtomicInteger asked = new AtomicInteger();

    private static CacheSettings settings(Object... config) {
        return CacheFeature.settings(Config.read(CacheConfig.SHAPE, map(config)));
    }

    private HttpResponse get(HttpFilter filter, String uri, String... fields) throws Exception {
        return filter.call(Requests.request(Method.GET, uri, "192.0.2.1"), request -> {
            asked.incrementAndGet();
            Fields.Editor all = Fields.EMPTY.edit();
            for (int i = 0; i < fields.length; i += 2) {
                all.add(Field.of(FieldName.of(fields[i]), fields[i + 1]));
            }
            return HttpResponse.of(200, all.done(), Body.of(String.valueOf(request.target())));
        });
    }

    private HttpFilter filter(Object... config) {
        return new CacheFeature().filter(Config.read(CacheConfig.SHAPE, map(config)), context);
    }

    @Test
    void whatIsNotSaidIsTheDefault() {
        assertThat(settings().policy()).isEqualTo(CachePolicy.DEFAULT);
        assertThat(settings().keys()).isEqualTo(CacheSettings.DEFAULT.keys());
    }

    @Test
    void everyKeyCounts() {
        CachePolicy policy = settings(
                        "fresh", "1m",
                        "negative", map("404", "10s"),
                        "stale-while-revalidate", "30s",
                        "stale-if-away", "2h",
                        "clients", "false",
                        "ignore-cookies", "true")
                .policy();
        assertThat(policy.silentSeconds()).isEqualTo(60);
        assertThat(policy.negativeSeconds()).isEqualTo(Map.of(404, 10L));
        assertThat(policy.whileRevalidateSeconds()).isEqualTo(30);
        assertThat(policy.onFailureSeconds()).isEqualTo(7_200);
        assertThat(policy.clientsDecide()).isFalse();
        assertThat(policy.cookiesAreHarmless()).isTrue();
        assertThat(settings("class", "images").policy().silentSeconds()).isEqualTo(604_800);
        assertThat(settings("key", map("fields", List.of("X-Tenant"), "cookies", List.of("lang")))
                        .keys()
                        .cookies())
                .containsExactly("lang");
    }

    @Test
    void mistakesAreTold() {
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("class", "images", "fresh", "1m")))
                .contains("one of them");
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("negative", map("200", "1s"))))
                .contains("from 300 to 599");
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("wait", "0s"))).contains("1ms to 5m");
        for (String key : List.of("fresh", "stale-while-revalidate", "stale-if-away")) {
            assertThat(Config.mistakes(CacheConfig.SHAPE, map(key, "1500ms"))).contains("whole seconds");
        }
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("negative", map("404", "500ms"))))
                .contains("\"404\" is whole seconds");
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("class", "pictures"))).contains("images");
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("key", map("fields", List.of("a b")))))
                .contains("X-Tenant");
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("negative", map("4o4", "1s"))))
                .contains("4o4");
    }

    @Test
    void whatIsNoNameIsNoPartOfAKey() {
        for (String bad : List.of("a b", "x;y", "a=b", "")) {
            assertThat(Config.mistakes(CacheConfig.SHAPE, map("key", map("cookies", List.of(bad)))))
                    .contains("the name of a cookie");
        }
        for (String bad : List.of("*", "", "a*b")) {
            assertThat(Config.mistakes(CacheConfig.SHAPE, map("key", map("without", List.of(bad)))))
                    .contains("such as utm_*");
        }
        assertThat(Config.mistakes(CacheConfig.SHAPE, map("key", map("query", List.of("a"), "without", List.of("b")))))
                .contains("one of them");
    }

    @Test
    void aFileIsNoFolderOfACache(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(Config.mistakes(StoreConfig.SHAPE, disk(file.toString()))).contains("path of a folder");
        assertThat(Config.mistakes(StoreConfig.SHAPE, disk(file + "/below"))).contains("path of a folder");
        assertThat(Config.read(StoreConfig.SHAPE, disk(folder.resolve("new") + "/"))
                        .disk())
                .isNotNull();
    }

    @Test
    void aCacheHasAsMuchMemoryAsItCanUse() {
        assertThat(Config.mistakes(StoreConfig.SHAPE, map("memory", "59GiB"))).contains("at most 58GiB");
        assertThat(Config.read(StoreConfig.SHAPE, map("memory", "58GiB")).memoryBytes())
                .isEqualTo(58L << 30);
    }

    private static Map<String, Object> disk(String path) {
        return map("disk", map("path", path, "size", "16MiB"));
    }

    @Test
    void aCacheThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> filter("in", "other")).hasMessageContaining("no cache other");
    }

    @Test
    void aClassMakesFreshAndTellsClients() throws Exception {
        HttpFilter filter = filter("class", "api", "key", map("without", List.of("utm_*")));

        get(filter, "http://example.org/a?x=1&utm_source=y", "content-type", "application/json");
        HttpResponse hit = get(filter, "http://example.org/a?utm_source=z&x=1");

        assertThat(asked).hasValue(1);
        assertThat(new String(hit.body().readAll(100))).isEqualTo("/a?x=1");
        assertThat(hit.fields().value(FieldName.CACHE_CONTROL)).isEqualTo("public, max-age=300");
        assertThat(hit.fields().value(CACHE_STATUS)).isEqualTo("telpher; hit; ttl=300");
    }

    @Test
    void whatIsAUsersIsNeverStored() throws Exception {
        HttpFilter filter = filter("class", "user");

        get(filter, "http://example.org/me", "cache-control", "max-age=60");
        HttpResponse second = get(filter, "http://example.org/me");

        assertThat(asked).hasValue(2);
        assertThat(second.fields().value(FieldName.CACHE_CONTROL)).isEqualTo("private, no-store");
    }

    @Test
    void whatIsAUsersIsPrivateWhateverItsOriginSays() throws Exception {
        HttpResponse response = get(
                filter("class", "user"),
                "http://example.org/me",
                "cache-control",
                "public, max-age=600",
                "cdn-cache-control",
                "max-age=600",
                "surrogate-control",
                "max-age=600",
                "expires",
                "Thu, 01 Jan 2099 00:00:00 GMT",
                "cache-status",
                "origin; hit");

        assertThat(response.fields().values(FieldName.CACHE_CONTROL)).containsExactly("private, no-store");
        assertThat(response.fields().value(CACHE_STATUS)).isEqualTo("origin; hit, telpher; fwd=bypass; detail=user");
        for (String other : List.of("cdn-cache-control", "surrogate-control", "expires")) {
            assertThat(response.fields().contains(FieldName.of(other))).isFalse();
        }
    }

    @Test
    void anOriginSeesNoCookieThatIsNotInTheKey() throws Exception {
        HttpFilter filter = filter("key", map("cookies", List.of("lang")));
        List<String> sent = new ArrayList<>();
        for (String cookies : List.of("lang=de; lang=evil; sess=1", "lang=de", "sess=2; lang=de")) {
            filter.call(Requests.get("/a", "cookie", cookies), request -> {
                sent.add(String.valueOf(request.fields().joined(FieldName.COOKIE)));
                return HttpResponse.of(200, CACHEABLE, Body.of("answer"));
            });
        }
        assertThat(sent).containsExactly("lang=de; lang=evil", "lang=de");
    }

    @Test
    void whatHappensIsCounted() throws Exception {
        HttpFilter filter = filter();
        get(filter, "http://example.org/a", "cache-control", "max-age=60");
        get(filter, "http://example.org/a");

        var results = context.metrics().counters().get("telpher_cache_requests_total");
        assertThat(results).isNotNull();
        assertThat(results.with("test", "hit").value()).isEqualTo(1);
        assertThat(results.with("test", "miss").value()).isEqualTo(1);
        var saved = context.metrics().counters().get("telpher_cache_saved_bytes_total");
        assertThat(saved).isNotNull();
        assertThat(saved.with("test").value()).isEqualTo(2);
    }

    @Test
    void whatIsAskedFurtherInCarriesANameAndIsRefusedWhenItComesBack() throws Exception {
        FieldName loop = FieldName.of("cdn-loop");
        List<String> sent = new ArrayList<>();
        HttpRequest request = Requests.get("/a", "cdn-loop", "other; v=1");
        HttpResponse first = filter().call(request, asked -> {
            sent.add(String.valueOf(asked.fields().joined(loop)));
            return HttpResponse.of(204);
        });
        assertThat(first.status()).isEqualTo(204);
        assertThat(sent).hasSize(1).first().asString().matches("other; v=1, telpher-[0-9a-f]+");
        HttpRequest back = Requests.get("/b", "cdn-loop", sent.getFirst() + ";x=2");
        assertThat(filter().call(back, _ -> HttpResponse.of(204)).status()).isEqualTo(508);
    }

    private static boolean early(Object... features) throws Exception {
        List<Object> route = new ArrayList<>(List.of("match", map("path", "/**"), "to", "web", "cache", map()));
        route.addAll(List.of(features));
        FeatureContext context = Config.context();
        Router router = Router.build(
                Config.read(Shapes.list(RouteConfig.SHAPE), List.of(map(route.toArray()))),
                new Router.Parts(
                        name -> request -> HttpResponse.of(200, CACHEABLE, Body.of("answer")),
                        new Forwarding(Networks.NOBODY),
                        context.metrics(),
                        context.waiter(),
                        context.calendar(),
                        context.living(),
                        context.stores(),
                        context.copies(),
                        context.caches(),
                        context.fetching()));
        HttpRequest request = Requests.request(Method.GET, "http://example.org/a", "192.0.2.1");
        router.choose(request).call(request);
        return router.choose(request).admit(request) instanceof Verdict.Answer;
    }

    @Test
    void aHitIsAnsweredEarlyUnlessSomethingFurtherOutMustSeeTheRequest() throws Exception {
        assertThat(early()).isTrue();
        assertThat(early("headers", map("response", map("set", map("X-A", "1"))), "timeout", map("request", "5s")))
                .isTrue();
        assertThat(early("headers", map("request", map("set", map("X-A", "1")))))
                .isFalse();
        assertThat(early("rate-limit", List.of(map("per", "ip", "limit", "100/s"))))
                .isFalse();
    }

    @Test
    void everyReasonNotToStoreSomethingIsInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("src/main/java/io/telpher/gateway/cache/README.md"));
        String table = readme.substring(readme.indexOf("## Why something is not stored"), readme.indexOf("## Metrics"));
        for (Storable.Reason each : Storable.Reason.values()) {
            assertThat(table).contains("`" + each.label() + "`");
        }
    }
}
