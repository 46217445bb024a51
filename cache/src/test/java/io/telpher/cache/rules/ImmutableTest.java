package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.FieldName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8246. */
class ImmutableTest {
    private final SampleCache cache = new SampleCache();

    @ParameterizedTest
    @ValueSource(strings = {"immutable", "Immutable", "immutable=1", "immutable=\"a, b\"", "immutable, immutable"})
    void itIsNotReloadedWhileItIsFreshHoweverItIsSaid(String directive) {
        cache.origin("Cache-Control", "max-age=100, " + directive, "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.after(50).get("/", "Cache-Control", "max-age=0").hit()).isTrue();
    }

    @Test
    void whoeverForcesAReloadGetsOne() {
        cache.origin("Cache-Control", "max-age=100, immutable", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.get("/", "Cache-Control", "no-cache").hit()).isFalse();
    }

    @Test
    void whatIsStaleIsValidatedAsEver() {
        cache.origin("Cache-Control", "max-age=100, immutable", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.after(200).get("/").hit()).isFalse();
        assertThat(cache.lastAsked().fields().value(FieldName.IF_NONE_MATCH)).isEqualTo("\"a\"");
    }

    @Test
    void inARequestItSaysNothing() {
        cache.origin("Cache-Control", "max-age=100", "ETag", "\"a\"");
        cache.get("/");

        assertThat(cache.get("/", "Cache-Control", "max-age=0, immutable").hit())
                .isFalse();
    }

    @Test
    void whoeverHasItIsTold304OfIt() {
        cache.origin("Cache-Control", "max-age=100, immutable", "ETag", "\"a\"");
        cache.get("/");
        SampleCache.Got got = cache.get("/", "Cache-Control", "max-age=0", "If-None-Match", "\"a\"");

        assertThat(got.status()).isEqualTo(304);
        assertThat(got.hit()).isTrue();
    }

    @Test
    void whatOthersOnTheWayCanHaveChangedIsReloaded() {
        cache.origin("Cache-Control", "max-age=100, immutable", "ETag", "\"a\"");
        cache.get("http://example.org/");

        assertThat(cache.get("http://example.org/", "Cache-Control", "max-age=0")
                        .hit())
                .isFalse();
        assertThat(cache.get("http://example.org/").hit()).isTrue();
    }

    @Test
    void whatDidNotSayHowLongItIsIsReloaded() {
        long now = SampleCache.START_MILLIS;
        Storing storing = new Storing(CachePolicy.DEFAULT);
        var fields = Sample.fields("Cache-Control", "max-age=100, immutable");

        assertThat(storing.decide(Sample.get("/"), 200, fields, 5, now, now)).matches(each -> immutable(each));
        assertThat(storing.decide(Sample.get("/"), 200, fields, -1, now, now)).matches(each -> !immutable(each));
    }

    private static boolean immutable(Storable storable) {
        return storable instanceof Storable.Store store && store.meta().is(StoredMeta.IMMUTABLE);
    }
}
