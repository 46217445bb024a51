package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.FieldName;
import io.telpher.http.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdatingTest {
    private static final String PAST = "Wed, 01 Jan 2020 00:00:00 GMT";
    private static final String LATER = "Thu, 02 Jan 2020 00:00:00 GMT";
    private final SampleCache cache = new SampleCache();

    @Test
    void aStaleResponseIsValidatedByAllItsValidators() {
        cache.origin("Cache-Control", "max-age=1", "ETag", "W/\"a\"", "Last-Modified", PAST);
        cache.get("/");
        cache.after(5).get("/", "If-None-Match", "\"client\"");

        assertThat(cache.lastAsked().fields().values(FieldName.IF_NONE_MATCH)).containsExactly("W/\"a\"");
        assertThat(cache.lastAsked().fields().values(FieldName.IF_MODIFIED_SINCE))
                .containsExactly(PAST);
    }

    @Test
    void whatIsStillRightIsFreshAgainAndKeepsWhatTheAnswerOmits() {
        cache.origin("Cache-Control", "max-age=2", "Last-Modified", PAST, "Test", "A", "Age", "1");
        cache.get("/");
        cache.origin("Last-Modified", PAST);
        SampleCache.Got got = cache.after(5).get("/");

        assertThat(got.hit()).isFalse();
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.content()).isEqualTo("content");
        assertThat(got.field("test")).isEqualTo("A");
        assertThat(got.field("age")).isEqualTo("0");
        assertThat(got.field("cache-control")).isEqualTo("max-age=2");
        assertThat(cache.after(1).get("/").hit()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Test-Header",
                "X-Test-Header",
                "Content-Foo",
                "X-Content-Foo",
                "Content-Location",
                "Content-Type",
                "Content-Security-Policy",
                "Expires",
                "X-Frame-Options"
            })
    void theAnswersFieldsTakeThePlaceOfStoredOnes(String name) {
        cache.origin("Cache-Control", "max-age=2", "ETag", "\"a\"", name, "A", name, "A2");
        cache.get("/");
        cache.origin("Cache-Control", "max-age=3600", "ETag", "\"a\"", name, "B");

        assertThat(cache.after(5).get("/").field(name)).isEqualTo("B");
        SampleCache.Got next = cache.after(5).get("/");
        assertThat(next.hit()).isTrue();
        assertThat(next.field(name)).isEqualTo("B");
        assertThat(next.field("cache-control")).isEqualTo("max-age=3600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "Content-Encoding", "Content-MD5", "Content-Digest"})
    void whatSaysHowTheBytesAreReadStaysWithThem(String name) {
        cache.origin("Cache-Control", "max-age=2", "ETag", "\"a\"", name, "7");
        cache.get("/");
        cache.origin("Cache-Control", "max-age=3600", "ETag", "\"a\"", name, "10");

        assertThat(cache.after(5).get("/").field(name)).isEqualTo("7");
        assertThat(cache.get("/").field(name)).isEqualTo("7");
    }

    @Test
    void aCookieOfTheAnswerIsForThisClientOnly() {
        cache.origin("Cache-Control", "max-age=2", "ETag", "\"a\"");
        cache.get("/");
        cache.origin("Cache-Control", "max-age=100", "ETag", "\"a\"", "Set-Cookie", "id=1");

        assertThat(cache.after(5).get("/").field("set-cookie")).isEqualTo("id=1");
        SampleCache.Got next = cache.get("/");
        assertThat(next.hit()).isTrue();
        assertThat(next.field("set-cookie")).isNull();
    }

    @Test
    void whatMayNotBeStoredAnyMoreIsGone() {
        cache.origin("Cache-Control", "max-age=2", "ETag", "\"a\"");
        cache.get("/");
        cache.origin("Cache-Control", "no-store", "ETag", "\"a\"");

        assertThat(cache.after(5).get("/").status()).isEqualTo(200);
        assertThat(cache.stored.values()).allSatisfy(each -> assertThat(each).isEmpty());
    }

    @Test
    void theClientsOwnConditionIsJudgedByWhatWasValidated() {
        cache.origin("Cache-Control", "max-age=2", "Last-Modified", PAST);
        cache.get("/");

        assertThat(cache.after(5).get("/", "If-Modified-Since", PAST).status()).isEqualTo(304);
        assertThat(cache.asked).hasSize(2);
    }

    @Test
    void aStrongValidatorUpdatesAllVariantsThatHaveIt() {
        cache.origin("Cache-Control", "max-age=2", "ETag", "\"a\"", "Vary", "Foo", "Test", "A");
        cache.get("/", "Foo", "1");
        cache.get("/", "Foo", "2");
        cache.origin("Cache-Control", "max-age=100", "ETag", "\"a\"", "Vary", "Foo", "Test", "B");
        cache.after(5).get("/", "Foo", "1");

        SampleCache.Got other = cache.get("/", "Foo", "2");
        assertThat(other.hit()).isTrue();
        assertThat(other.field("test")).isEqualTo("B");
    }

    @Test
    void aWeakValidatorUpdatesOnlyTheOneThatWasAskedAbout() {
        cache.origin("Cache-Control", "max-age=2", "ETag", "W/\"a\"", "Vary", "Foo");
        cache.get("/", "Foo", "1");
        cache.get("/", "Foo", "2");
        cache.after(5).get("/", "Foo", "1");

        assertThat(cache.get("/", "Foo", "1").hit()).isTrue();
        assertThat(cache.get("/", "Foo", "2").hit()).isFalse();
    }

    @Test
    void anAnswerAboutAnotherResponseUpdatesNothing() {
        Updating updating = new Updating(CachePolicy.DEFAULT);
        SampleCache.Entry entry = entry("ETag", "\"a\"");
        Decision<SampleCache.Entry> decision = new Deciding(CachePolicy.DEFAULT)
                .decide(SampleCache.START_MILLIS, Sample.get("/"), java.util.List.of(entry));
        Reply reply =
                new Reply(304, Sample.fields("ETag", "\"b\""), 0, SampleCache.START_MILLIS, SampleCache.START_MILLIS);

        assertThat(decision).isInstanceOf(Decision.Validate.class);
        assertThat(updating.validated(
                        SampleCache.START_MILLIS,
                        Sample.get("/"),
                        (Decision.Validate<SampleCache.Entry>) decision,
                        java.util.List.of(entry),
                        reply))
                .isInstanceOf(Outcome.Again.class);
    }

    private static SampleCache.Entry entry(String... fields) {
        Storable.Store store = (Storable.Store) new Storing(CachePolicy.DEFAULT)
                .decide(
                        Sample.get("/"),
                        200,
                        Sample.fields(fields),
                        1,
                        SampleCache.START_MILLIS,
                        SampleCache.START_MILLIS);
        return new SampleCache.Entry(store.meta(), store.fields(), "x");
    }

    @Test
    void aWholeAnswerTakesThePlaceOfWhatWasStored() {
        cache.origin(200, "old", "Cache-Control", "max-age=2", "ETag", "\"a\"");
        cache.get("/");
        cache.origin(200, "new", "Cache-Control", "max-age=100", "ETag", "\"b\"");

        assertThat(cache.after(5).get("/").content()).isEqualTo("new");
        assertThat(cache.get("/").content()).isEqualTo("new");
        assertThat(cache.stored.values().iterator().next()).hasSize(1);
    }

    @Test
    void aHeadUpdatesWhatIsStored() {
        cache.origin("Cache-Control", "max-age=2", "ETag", "\"a\"", "Test", "A", "Other", "1");
        cache.get("/");
        cache.origin("Cache-Control", "max-age=1000", "ETag", "\"a\"", "Test", "B");
        cache.after(5).call(Sample.request(Method.HEAD, "/", ""));

        SampleCache.Got got = cache.get("/");
        assertThat(got.hit()).isTrue();
        assertThat(got.field("test")).isEqualTo("B");
        assertThat(got.field("other")).isEqualTo("1");
    }

    @Test
    void theAnswerToOneWithCredentialsLeavesWhatOthersGet() {
        cache.origin(200, "for all", "Cache-Control", "max-age=2", "ETag", "\"a\"");
        cache.get("/");
        cache.origin(200, "for one", "Cache-Control", "max-age=100", "ETag", "\"b\"");

        assertThat(cache.after(5).get("/", "Authorization", "Basic x").content())
                .isEqualTo("for one");
        assertThat(cache.stored.values().iterator().next()).hasSize(1);
    }

    @Test
    void aDateIsEnoughWhereOneOfThemHasNoTag() {
        cache.origin("Cache-Control", "max-age=2", "Last-Modified", PAST);
        cache.get("/");
        cache.origin("Cache-Control", "max-age=100", "Last-Modified", PAST, "ETag", "\"new\"");
        cache.after(5).get("/");

        assertThat(cache.get("/").hit()).isTrue();
        assertThat(cache.get("/").field("etag")).isEqualTo("\"new\"");
    }

    @Test
    void aHeadThatContradictsWhatIsStoredMakesItInvalid() {
        Updating updating = new Updating(CachePolicy.DEFAULT);
        SampleCache.Entry entry = entry("Cache-Control", "max-age=100", "ETag", "\"a\"", "Last-Modified", PAST);
        for (String[] head : new String[][] {{"ETag", "\"b\""}, {"Last-Modified", LATER}, {"Content-Length", "2"}}) {
            Reply reply = new Reply(200, Sample.fields(head), 0, SampleCache.START_MILLIS, SampleCache.START_MILLIS);
            var changes = updating.head(Sample.request(Method.HEAD, "/", ""), java.util.List.of(entry), reply);

            assertThat(changes).hasSize(1);
            assertThat(changes.getFirst().now().meta().fresh(SampleCache.START_MILLIS))
                    .isFalse();
        }
    }
}
