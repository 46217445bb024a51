package io.telpher.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.KeyRules;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Tokens;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RulesPropertyTest {
    private static final List<String> NAMES = List.of(
            "cache-control",
            "cdn-cache-control",
            "expires",
            "date",
            "age",
            "pragma",
            "vary",
            "etag",
            "last-modified",
            "range",
            "content-range",
            "if-none-match",
            "if-modified-since",
            "if-range",
            "if-match",
            "location",
            "content-location",
            "connection",
            "set-cookie",
            "cache-groups",
            "cache-group-invalidation",
            "no-vary-search",
            "content-length",
            "authorization",
            "x-forwarded-host");
    private static final long NOW = SampleCache.START_MILLIS;

    /** Values made of what matters and of what does not belong anywhere. */
    @Provide
    Arbitrary<Fields> fields() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(
                        "max-age",
                        "=",
                        "s-maxage",
                        "no-cache",
                        "no-store",
                        "stale-while-revalidate",
                        "private",
                        "\"",
                        ",",
                        " ",
                        "*",
                        "W/",
                        "\"a\"",
                        "0",
                        "5",
                        "99999999999999999999",
                        "-1",
                        "bytes",
                        "bytes=0-4",
                        "bytes 0-4/10",
                        "/",
                        "Wed, 31 Dec 2025 23:00:00 GMT",
                        "Foo",
                        "\\",
                        "must-revalidate",
                        "public",
                        "https://",
                        "//",
                        "?",
                        "%"),
                Arbitraries.strings().withCharRange('\u0020', '\u00ff').ofMaxLength(4));
        Arbitrary<Field> field = Arbitraries.of(NAMES)
                .flatMap(name -> piece.list()
                        .ofMaxSize(8)
                        .map(pieces -> String.join("", pieces))
                        .filter(Tokens::isFieldValue)
                        .map(value -> Field.of(FieldName.of(name), value)));
        return field.list().ofMaxSize(8).map(list -> Fields.of(list.toArray(Field[]::new)));
    }

    @Property(tries = 3000)
    void noFieldsMakeADecisionThrow(
            @ForAll("fields") Fields asked,
            @ForAll("fields") Fields first,
            @ForAll("fields") Fields second,
            @ForAll @IntRange(min = 200, max = 599) int status,
            @ForAll long later) {
        HttpRequest request = Sample.get("/").withFields(asked);
        Storing storing = new Storing(CachePolicy.DEFAULT);
        Updating updating = new Updating(CachePolicy.DEFAULT);
        for (int as : new int[] {200, 206, status}) {
            if (storing.decide(Sample.get("/", "Range", "bytes=0-4"), as, first, -1, NOW, NOW)
                    instanceof Storable.Store store) {
                List<SampleCache.Entry> stored = List.of(new SampleCache.Entry(store.meta(), store.fields(), ""));
                for (long now : new long[] {NOW, NOW + 10_000, later}) {
                    var decision = new Deciding(CachePolicy.DEFAULT).decide(now, request, stored);
                    Reply reply = new Reply(304, second, 0, now, now);
                    Reply part = new Reply(206, second, -1, now, now);
                    switch (decision) {
                        case Decision.Answer<SampleCache.Entry> answer -> {
                            Heads.fields(store.meta(), store.fields(), answer.content(), answer.ageMillis(), null);
                            CacheStatus.hit("x", answer).text();
                        }
                        case Decision.Validate<SampleCache.Entry> validate -> {
                            updating.validated(now, request, validate, stored, reply);
                            updating.validated(now, request, validate, stored, part);
                        }
                        case Decision.Complete<SampleCache.Entry> complete ->
                            updating.completed(request, complete, stored, part);
                        default -> updating.forwarded(request, stored, part);
                    }
                    updating.head(request, stored, new Reply(200, second, 0, now, now));
                }
            }
        }
        Invalidation.of(KeyRules.PLAIN, request.withMethod(io.telpher.http.Method.POST), 200, first);
    }

    /** Whatever else it says: beyond all that it and the policy allow nothing is served unasked. */
    @Property(tries = 3000)
    void nothingIsServedBeyondWhatItAllows(
            @ForAll @IntRange(max = 100) int lifetime,
            @ForAll @IntRange(max = 100) int window,
            @ForAll @IntRange(max = 100) int age,
            @ForAll @IntRange(max = 300) int seconds,
            @ForAll boolean must,
            @ForAll boolean shared) {
        String control = (shared ? "s-maxage=" : "max-age=") + lifetime + ", stale-while-revalidate=" + window
                + (must ? ", must-revalidate" : "");
        Fields fields = Sample.fields("Cache-Control", control, "Age", Integer.toString(age), "ETag", "\"a\"");
        Storable.Store store =
                (Storable.Store) new Storing(CachePolicy.DEFAULT).decide(Sample.get("/"), 200, fields, 0, NOW, NOW);
        var stored = List.of(new SampleCache.Entry(store.meta(), store.fields(), ""));
        var decision = new Deciding(CachePolicy.DEFAULT).decide(NOW + seconds * 1_000L, Sample.get("/"), stored);

        boolean fresh = age + seconds < lifetime;
        boolean allowed = !must && window > 0 && age + seconds <= lifetime + window;
        assertThat(decision instanceof Decision.Answer).isEqualTo(fresh || allowed);
        if (decision instanceof Decision.Answer<SampleCache.Entry> answer) {
            assertThat(answer.stale()).isEqualTo(!fresh);
            assertThat(answer.behind() != null).isEqualTo(!fresh);
        }
    }
}
