package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Field;
import io.telpher.http.Structured;
import org.junit.jupiter.api.Test;

class CacheStatusTest {
    private final SampleCache cache = new SampleCache();

    @Test
    void aHitTellsForHowLongItIsFresh() {
        cache.origin("Cache-Control", "max-age=100");
        assertThat(cache.get("/").cacheStatus()).isEqualTo("test; fwd=uri-miss; ttl=100; stored");
        assertThat(cache.after(10).get("/").cacheStatus()).isEqualTo("test; hit; ttl=90");
    }

    @Test
    void whatWentOnTellsWhy() {
        cache.origin("Cache-Control", "max-age=1", "Vary", "Foo", "ETag", "\"a\"");
        cache.get("/");
        assertThat(cache.get("/", "Foo", "1").cacheStatus()).startsWith("test; fwd=vary-miss;");
        assertThat(cache.get("/", "Cache-Control", "no-cache").cacheStatus())
                .isEqualTo("test; fwd=request; fwd-status=304");
        assertThat(cache.after(5).get("/").cacheStatus()).isEqualTo("test; fwd=stale; fwd-status=304");
        assertThat(cache.get("/", "X-Method-Override", "PUT").cacheStatus())
                .isEqualTo("test; fwd=bypass; detail=hidden-question");
        cache.origin("Cache-Control", "no-store");
        assertThat(cache.get("/n").cacheStatus()).isEqualTo("test; fwd=uri-miss; detail=no-store");
    }

    @Test
    void whatIsHereInPartOnlyIsToldSo() {
        cache.origin(200, "0123456789", "Cache-Control", "max-age=100", "ETag", "W/\"a\"");
        cache.get("/", "Range", "bytes=0-4");

        assertThat(cache.get("/", "Range", "bytes=1-2").cacheStatus()).isEqualTo("test; hit; ttl=100");
        assertThat(cache.get("/", "Range", "bytes=3-7").cacheStatus()).startsWith("test; fwd=partial;");
    }

    @Test
    void aHitThatWasMadeOfItsOriginsAnswerIsAHitAllTheSame() {
        cache.origin(200, "0123456789", "Cache-Control", "max-age=100", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.get("/", "If-None-Match", "\"a\"").cacheStatus()).isEqualTo("test; hit; ttl=100");
        assertThat(cache.get("/", "Range", "bytes=3-7").cacheStatus()).isEqualTo("test; hit; ttl=100");
    }

    @Test
    void itIsAStructuredFieldWhateverTheKeyIs() {
        CacheStatus status = CacheStatus.forwarded("test", Decision.Reason.METHOD, 0, null)
                .withCollapsed()
                .withKey("https://x/\"\\\n\u00e9" + "a".repeat(500));

        assertThat(status.text()).startsWith("test; fwd=method; collapsed; key=\"https://x/\\\"\\\\  aaa");
        assertThat(Structured.list(status.text())).hasSize(1);
        assertThat(Field.of(CacheStatus.NAME, status.text()).value()).isEqualTo(status.text());
    }

    @Test
    void itStandsBehindThoseOfOtherCaches() {
        CacheStatus status = CacheStatus.forwarded("test", Decision.Reason.BYPASS, 0, null);

        assertThat(status.addTo(Sample.fields("Cache-Status", "origin; hit")).joined(CacheStatus.NAME))
                .isEqualTo("origin; hit, test; fwd=bypass");
    }
}
