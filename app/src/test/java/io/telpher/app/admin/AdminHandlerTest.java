package io.telpher.app.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.access.Ends;
import io.telpher.app.metrics.RequestMetrics;
import io.telpher.app.warm.Warming;
import io.telpher.cache.purge.Purging;
import io.telpher.cache.store.Purge;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.time.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminHandlerTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String CACHE_TOKEN = "fedcba9876543210fedcba9876543210";
    private static final FieldName AUTHORIZATION = FieldName.of("authorization");

    private @Nullable Purge purged;
    private Purging.Purged outcome = new Purging.Purged(3, Purging.Reach.EVERYWHERE, Purging.Shared.PURGED);
    private final Metrics metrics = new Metrics();

    private final SaidRunning running = new SaidRunning();

    private final AdminHandler admin = new AdminHandler(
            new AdminConfig("127.0.0.1", 0, List.of("Admin.Example.Org"), null, null),
            new AdminToken(TOKEN),
            new AdminToken(CACHE_TOKEN),
            running,
            metrics,
            new CacheAnswers(
                    purge -> {
                        purged = purge;
                        return outcome;
                    },
                    new Warming(target -> 1, new Waiter(new ManualTimers()), Runnable::run)),
            request -> HttpResponse.text(200, "taken: " + request.path()),
            "0.1.0");

    private static HttpRequest get(String path, String query) {
        return Ends.get(Ends.exchange(), path, query).withAuthority("localhost:9901");
    }

    private static HttpRequest with(HttpRequest request, FieldName name, String value) {
        return request.withFields(Fields.of(Field.of(name, value)));
    }

    @Test
    void a_reload_wants_the_token_and_tells_what_came_of_it() throws Exception {
        HttpRequest post = get("/reload", null).withMethod(Method.POST);
        assertThat(admin.call(post).status()).isEqualTo(401);

        HttpRequest allowed = with(post, AUTHORIZATION, "Bearer " + TOKEN);
        assertThat(text(admin.call(allowed))).isEqualTo("{\"result\":\"taken\",\"detail\":\"all well\"}");

        running.refused = new Running.Refused(Instant.EPOCH, "line 3: no such key");
        HttpResponse refusal = admin.call(allowed);
        assertThat(refusal.status()).isEqualTo(422);
        assertThat(text(refusal)).contains("line 3: no such key");
        assertThat(text(admin.call(signedIn("/config"))))
                .contains("# A newer one was refused", "#   line 3: no such key");
        assertThat(text(admin.call(signedIn("/status")))).contains("\"why\":\"line 3: no such key\"");
    }

    private HttpResponse post(String path, String query, String token, String content) throws Exception {
        HttpRequest request = get(path, query).withMethod(Method.POST).withBody(Body.of(content));
        return admin.call(with(request, AUTHORIZATION, "Bearer " + token));
    }

    private HttpResponse purge(String content) throws Exception {
        purged = null;
        return post("/cache/purge", null, CACHE_TOKEN, content);
    }

    @Test
    void a_purge_wants_a_token_and_says_what_went_and_who_knows() throws Exception {
        assertThat(admin.call(get("/cache/purge", null).withMethod(Method.POST)).status())
                .isEqualTo(401);
        assertThat(post("/cache/purge", null, "0".repeat(32), "{\"all\": true}").status())
                .isEqualTo(401);
        assertThat(purged).isNull();

        HttpResponse done = purge("{\"url\":\"https://A.Example:443/b/../c?d\"}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(text(done))
                .startsWith("{\"entries\":3,\"nodes\":\"everywhere\",\"shared\":\"purged\",\"detail\":\"Purged here,");
        assertThat(purged).isEqualTo(Purge.uri("https://a.example/c?d"));
        assertThat(post("/cache/purge", null, TOKEN, "{\"all\": true}").status())
                .isEqualTo(200);
    }

    @Test
    void what_is_not_purged_everywhere_yet_is_no_success() throws Exception {
        outcome = new Purging.Purged(3, Purging.Reach.LATER, Purging.Shared.NONE);
        assertThat(purge("{\"all\": true}").status()).isEqualTo(202);

        outcome = new Purging.Purged(3, Purging.Reach.ALONE, Purging.Shared.WAITING);
        HttpResponse waits = purge("{\"all\": true}");
        assertThat(waits.status()).isEqualTo(202);
        assertThat(text(waits)).contains("\"shared\":\"waiting\"", "unless this process ends before");
    }

    @Test
    void the_token_of_caches_opens_nothing_else() throws Exception {
        assertThat(post("/reload", null, CACHE_TOKEN, "").status()).isEqualTo(401);
        assertThat(admin.call(with(get("/config", null), AUTHORIZATION, "Bearer " + CACHE_TOKEN))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void everything_that_has_a_name_is_purged_by_it() throws Exception {
        purge("{\"prefix\": \"https://a.example\", \"soft\": true}");
        assertThat(purged).isEqualTo(new Purge(Purge.Scope.PREFIX, "https://a.example/", true));
        purge("{\"tag\": \"red\"}");
        assertThat(purged).isEqualTo(new Purge(Purge.Scope.TAG, "red", false));
        purge("{\"group\": \"scripts\", \"origin\": \"https://a.example/\"}");
        assertThat(purged).isEqualTo(Purge.group("https://a.example scripts"));
        purge("{\"all\": true}");
        assertThat(purged).isEqualTo(new Purge(Purge.Scope.ALL, "", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "all",
                "{\"all\": false}",
                "{\"url\": \"/a\"}",
                "{\"url\": \"https://a.example/b c\"}",
                "{\"url\": \"https://a.example/a\", \"all\": true}",
                "{\"group\": \"g\"}",
                "{\"tag\": \"a\\nb\"}",
                "{\"tag\": \"\"}",
                "{\"urls\": \"https://a.example/\"}"
            })
    void a_purge_of_nothing_that_makes_sense_is_refused_and_says_why(String content) throws Exception {
        HttpResponse refused = purge(content);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(text(refused)).containsAnyOf("expected", "known keys: url, prefix");
        assertThat(purged).isNull();
    }

    @Test
    void a_list_is_fetched_ahead_and_progress_is_told() throws Exception {
        assertThat(text(admin.call(with(get("/cache/warm", null), AUTHORIZATION, "Bearer " + TOKEN))))
                .isEqualTo("{\"state\":\"idle\"}");
        HttpResponse begun = post("/cache/warm", "concurrency=2&rate=100000", CACHE_TOKEN, "https://a.example/1\n");
        assertThat(begun.status()).isEqualTo(202);
        assertThat(text(begun)).contains("\"total\":1,\"done\":1,\"failed\":0");
        assertThat(post("/cache/warm", "rate=0", CACHE_TOKEN, "https://a.example/1")
                        .status())
                .isEqualTo(400);
        assertThat(text(post("/cache/warm", "concurency=2", CACHE_TOKEN, "https://a.example/1")))
                .contains("found \\\"concurency\\\", expected concurrency or rate");
        assertThat(text(post("/cache/warm", null, CACHE_TOKEN, "# ours\n\n/1"))).contains("line 3: found \\\"/1\\\"");
        assertThat(post("/cache/warm", null, CACHE_TOKEN, "/1").status()).isEqualTo(400);
        assertThat(admin.call(with(
                                get("/cache/warm", null).withMethod(Method.of("PUT")),
                                AUTHORIZATION,
                                "Bearer " + TOKEN))
                        .status())
                .isEqualTo(405);
    }

    private static HttpRequest signedIn(String path) {
        return with(get(path, null), AUTHORIZATION, "Bearer " + TOKEN);
    }

    private static String text(HttpResponse response) throws Exception {
        return new String(response.body().readAll(1 << 20), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/deep", "/ready", "/metrics"})
    void health_readiness_and_metrics_are_open(String path) throws Exception {
        assertThat(admin.call(get(path, null)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/status", "/config"})
    void everything_else_needs_the_token(String path) throws Exception {
        HttpResponse refused = admin.call(get(path, null));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.fields().value(FieldName.of("www-authenticate"))).isEqualTo("Bearer");
        assertThat(text(refused)).doesNotContain("127.0.0.1:9001");
        assertThat(admin.call(signedIn(path)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer wrong", "Bearer ", "Basic 0123456789abcdef0123456789abcdef", "Bearer 0123456789abcdef"})
    void a_wrong_token_is_none(String value) throws Exception {
        assertThat(admin.call(with(get("/status", null), AUTHORIZATION, value)).status())
                .isEqualTo(401);
    }

    @Test
    void an_endpoint_is_drained_and_taken_back_by_the_bearer_of_the_token() throws Exception {
        String path = "/upstreams/web/endpoints/127.0.0.1:9001/";

        assertThat(admin.call(get(path + "drain", null).withMethod(Method.POST)).status())
                .isEqualTo(401);
        assertThat(running.drained).isEmpty();
        HttpResponse response = admin.call(signedIn(path + "drain").withMethod(Method.POST));
        assertThat(response.status()).isEqualTo(202);
        assertThat(running.drained).isEqualTo("web 127.0.0.1:9001 true");
        admin.call(signedIn(path + "undrain").withMethod(Method.POST));
        assertThat(running.drained).isEqualTo("web 127.0.0.1:9001 false");
        assertThat(admin.call(signedIn("/upstreams/web/endpoints/10.0.0.1:1/drain")
                                .withMethod(Method.POST))
                        .status())
                .isEqualTo(404);
        assertThat(admin.call(signedIn(path + "drain")).status()).isEqualTo(405);
    }

    @Test
    void a_token_in_the_query_becomes_a_cookie_and_leaves_the_address() throws Exception {
        HttpResponse response = admin.call(get("/", "token=" + TOKEN));

        String cookie = response.fields().value(FieldName.of("set-cookie"));
        assertThat(response.status()).isEqualTo(303);
        assertThat(response.fields().value(FieldName.LOCATION)).isEqualTo("/");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
        HttpRequest next = with(get("/status", null), FieldName.COOKIE, "a=b; " + cookie.split(";")[0]);
        assertThat(admin.call(next).status()).isEqualTo(200);
    }

    @Test
    void a_wrong_token_in_the_query_sets_no_cookie() throws Exception {
        HttpResponse response = admin.call(get("/", "token=wrong"));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.fields().contains(FieldName.of("set-cookie"))).isFalse();
    }

    @Test
    void snapshots_are_taken_by_post_with_the_token() throws Exception {
        HttpRequest post = signedIn("/snapshot/threads").withMethod(Method.POST);

        assertThat(text(admin.call(post))).isEqualTo("taken: /snapshot/threads");
        assertThat(admin.call(get("/snapshot/threads", null).withMethod(Method.POST))
                        .status())
                .isEqualTo(401);
        assertThat(admin.call(signedIn("/snapshot/threads")).fields().value(FieldName.ALLOW))
                .isEqualTo("POST");
        assertThat(admin.call(signedIn("/status").withMethod(Method.POST)).status())
                .isEqualTo(405);
    }

    @Test
    void what_is_not_safe_needs_the_token_and_not_a_cookie() throws Exception {
        String cookie = admin.call(get("/", "token=" + TOKEN)).fields().value(FieldName.of("set-cookie"));
        HttpRequest post = with(get("/health", null), FieldName.COOKIE, cookie.split(";")[0])
                .withMethod(Method.POST);

        assertThat(admin.call(post).status()).isEqualTo(401);
        assertThat(admin.call(signedIn("/health").withMethod(Method.POST)).status())
                .isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "192.0.2.1", "[::2]:1"})
    void a_name_that_is_not_ours_is_refused_even_with_the_token(String authority) throws Exception {
        HttpResponse response = admin.call(signedIn("/status").withAuthority(authority));

        assertThat(response.status()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:9901", "127.8.8.8", "[::1]:9901", "admin.example.org"})
    void names_of_loopback_and_configured_ones_are_ours(String authority) throws Exception {
        assertThat(admin.call(get("/health", null).withAuthority(authority)).status())
                .isEqualTo(200);
    }

    @Test
    void it_is_ready_only_between_starting_and_draining() throws Exception {
        running.phase = Running.Phase.STARTING;
        assertThat(admin.call(get("/ready", null)).status()).isEqualTo(503);
        running.phase = Running.Phase.READY;
        assertThat(admin.call(get("/ready", null)).status()).isEqualTo(200);
        running.phase = Running.Phase.DRAINING;
        assertThat(admin.call(get("/ready", null)).status()).isEqualTo(503);
        assertThat(admin.call(get("/health", null)).status()).isEqualTo(200);
    }

    @Test
    void deep_health_is_bad_when_an_upstream_has_nobody_healthy() throws Exception {
        running.health = Running.Health.UNHEALTHY;

        assertThat(admin.call(get("/health", null)).status()).isEqualTo(200);
        HttpResponse deep = admin.call(get("/health", "deep"));
        assertThat(deep.status()).isEqualTo(503);
        assertThat(text(deep))
                .contains(
                        "{\"kind\":\"upstream\",\"name\":\"web\",\"status\":\"unhealthy\",\"healthy\":0,\"endpoints\":1}");
    }

    @Test
    void deep_health_is_bad_when_a_store_is_away() throws Exception {
        assertThat(admin.call(get("/health", "deep")).status()).isEqualTo(200);
        running.connected = false;

        HttpResponse deep = admin.call(get("/health", "deep"));
        assertThat(deep.status()).isEqualTo(503);
        assertThat(text(deep)).contains("{\"kind\":\"store\",\"name\":\"main\",\"status\":\"unhealthy\"}");
        assertThat(admin.call(get("/ready", null)).status()).isEqualTo(200);
    }

    @Test
    void the_status_counts_requests_and_names_endpoints() throws Exception {
        RequestMetrics requests = new RequestMetrics(metrics);
        requests.began("https");
        requests.began("https");
        requests.accept(Ends.served(200, exchange -> {}));

        assertThat(text(admin.call(signedIn("/status"))))
                .contains(
                        "\"in_flight\":1", "\"requests\":{\"2xx\":1}", "\"routes\":{\"shop\":1}", "\"ends\":{\"ok\":1}")
                .contains("\"health\":\"healthy\",\"percent\":100,\"why\":\"said \\\"no\\\"\",\"in_flight\":1");
    }

    @Test
    void the_configuration_is_shown_without_its_secrets() throws Exception {
        assertThat(text(admin.call(signedIn("/config"))))
                .contains("127.0.0.1:9001")
                .doesNotContain("hunter2");
    }

    @Test
    void the_page_allows_no_script_but_its_own() throws Exception {
        HttpResponse page = admin.call(signedIn("/"));

        assertThat(page.fields().value(FieldName.of("content-security-policy")))
                .contains("default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(text(page)).doesNotContain("http://", "https://", " style=");
    }

    @Test
    void what_is_not_there_is_named() throws Exception {
        HttpResponse response = admin.call(get("/nothing", null));

        assertThat(response.status()).isEqualTo(404);
        assertThat(text(response)).contains("/metrics");
    }

    @Test
    void caches_tell_what_they_hold_and_what_is_hit_most() throws Exception {
        assertThat(text(admin.call(signedIn("/caches"))))
                .contains("\"name\":\"main\"", "\"entries\":3", "\"uri\":\"https://a/b\"", "\"hits\":32");
    }
}
