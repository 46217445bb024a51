package io.telpher.cache.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.rules.Sample;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "max-age=3600|3600",
                "MaX-aGe=3600|3600",
                "max-age=\"3600\"|3600",
                "max-age=003600|3600",
                "foobar, max-age=3600|3600",
                "max-age=1, extension=\"max-age=3600\"|1",
                "extension=\"max-age=3600, x\\\"\", max-age=1|1",
                "max-age=2147483648|2147483648",
                "max-age=99999999999999999999|2147483648",
                "max-age=10, max-age=10|10",
                ",,max-age=5,|5",
                "public|-1"
            })
    void numbersAreReadAsTokensAndAsStrings(String text, long seconds) {
        assertThat(CacheControl.parse(text).maxAge()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age='3600'",
                "max-age=a3600",
                "max-age=3600a",
                "max-age=-100",
                "max-age=3600.0",
                "max-age",
                "max-age=",
                "max-age =3600",
                "max-age= 3600",
                "max-age=\"3600",
                "max-age=1800, max-age=1",
                "max-age=1, max-age=1800"
            })
    void aNumberThatIsNoneOrIsGivenTwiceCountsAsStale(String text) {
        assertThat(CacheControl.parse(text).maxAge()).isZero();
    }

    @Test
    void directivesAreKnownInAnyCaseAndUnknownOnesIgnored() {
        CacheControl control = CacheControl.parse(
                "No-StOrE, NO-CACHE, Public, must-revalidate, proxy-revalidate, must-understand, immutable, no-transform,"
                        + " stale-while-revalidate=5, stale-if-error=6, s-maxage=7, x=y, z");

        assertThat(control.noStore() && control.noCache() && control.isPublic() && control.mustRevalidate())
                .isTrue();
        assertThat(control.proxyRevalidate()
                        && control.mustUnderstand()
                        && control.immutable()
                        && control.noTransform())
                .isTrue();
        assertThat(control.staleWhileRevalidate()).isEqualTo(5);
        assertThat(control.staleIfError()).isEqualTo(6);
        assertThat(control.sharedMaxAge()).isEqualTo(7);
    }

    @Test
    void fieldsInNoCacheAndPrivateAreAboutThoseFieldsOnly() {
        CacheControl control = CacheControl.parse("no-cache=\"a, b\", private=c, max-age=1");

        assertThat(control.noCache()).isFalse();
        assertThat(control.isPrivate()).isFalse();
        assertThat(control.noCacheFields()).containsExactly("a", "b");
        assertThat(control.privateFields()).containsExactly("c");
        assertThat(CacheControl.parse("no-cache=\"a\", no-cache").noCache()).isTrue();
        assertThat(CacheControl.parse("private=\"\"").isPrivate()).isTrue();
        assertThat(CacheControl.parse("private=\"x").isPrivate()).isTrue();
    }

    @Test
    void severalLinesAreOne() {
        assertThat(CacheControl.of(Sample.fields("Cache-Control", "max-age=60", "Cache-Control", "s-maxage=1"))
                        .sharedMaxAge())
                .isEqualTo(1);
    }

    @Test
    void targetedDirectivesTakeThePlaceOfAllOthers() {
        CacheControl control = CacheControl.of(
                Sample.fields("Cache-Control", "no-store, max-age=1", "CDN-Cache-Control", "max-age=3600, foobar"));

        assertThat(control.targeted()).isTrue();
        assertThat(control.noStore()).isFalse();
        assertThat(control.maxAge()).isEqualTo(3600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max-age=10000, &&&&&", "max-age =100", "max-age= 100", "MAX-AGE=10"})
    void targetedDirectivesThatAreMalformedOrEmptyAreIgnored(String text) {
        CacheControl control = CacheControl.of(Sample.fields("Cache-Control", "max-age=1", "CDN-Cache-Control", text));

        assertThat(control.targeted()).isFalse();
        assertThat(control.maxAge()).isEqualTo(1);
    }

    @Test
    void aTargetedNumberOfAnotherTypeIsNone() {
        assertThat(CacheControl.of(Sample.fields("CDN-Cache-Control", "max-age=\"10000\""))
                        .maxAge())
                .isZero();
        assertThat(CacheControl.of(Sample.fields("CDN-Cache-Control", "no-cache=\"a, b\", max-age=1;x=2"))
                        .noCacheFields())
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public=?0, max-age=1|false|false|false",
                "must-understand=?0, no-store|false|false|true",
                "no-store=?0, public=1|true|false|true",
                "public=(a), must-understand|false|true|false"
            })
    void whatForbidsSomethingCountsWhateverItsArgumentIsAndWhatAllowsItDoesNot(
            String text, boolean isPublic, boolean mustUnderstand, boolean noStore) {
        CacheControl control = CacheControl.of(Sample.fields("CDN-Cache-Control", text));

        assertThat(control.isPublic()).isEqualTo(isPublic);
        assertThat(control.mustUnderstand()).isEqualTo(mustUnderstand);
        assertThat(control.noStore()).isEqualTo(noStore);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Surrogate-Control", "Other-CDN-Cache-Control", "X-Cache-Control"})
    void fieldsThatAreTargetedAtOthersChangeNothing(String name) {
        assertThat(CacheControl.of(Sample.fields(name, "no-store", "Cache-Control", "max-age=1")))
                .isEqualTo(CacheControl.parse("max-age=1"));
    }

    @Test
    void allThatIsUnderstoodElsewhereIsUnderstoodInATargetedField() {
        String text = "max-age=1, must-revalidate, no-store, no-cache, private, s-maxage=2, public, proxy-revalidate,"
                + " must-understand, no-transform, immutable, stale-while-revalidate=3, stale-if-error=4";

        assertThat(CacheControl.of(Sample.fields("CDN-Cache-Control", text)).toString())
                .isEqualTo(CacheControl.parse(text).toString().replace("targeted=false", "targeted=true"));
    }

    @Test
    void aRequestSaysWhatItWouldTake() {
        RequestControl control = RequestControl.parse(
                "max-age=10, max-stale=20, min-fresh=30, stale-if-error=40, no-cache, no-store, only-if-cached");

        assertThat(control).isEqualTo(new RequestControl(10, 20, 30, 40, true, true, false, true));
        assertThat(RequestControl.parse("max-stale").maxStale()).isEqualTo(Seconds.MAX);
        assertThat(RequestControl.parse("max-age=x").maxAge()).isZero();
        assertThat(RequestControl.parse("max-age=5, max-age=3").maxAge()).isEqualTo(3);
    }

    @Test
    void pragmaCountsOnlyWithoutCacheControl() {
        assertThat(RequestControl.of(Sample.fields("Pragma", "no-cache")).noCache())
                .isTrue();
        assertThat(RequestControl.of(Sample.fields("Pragma", "extension")).noCache())
                .isFalse();
        assertThat(RequestControl.of(Sample.fields("Pragma", "no-cache", "Cache-Control", "max-age=1"))
                        .noCache())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "7200|7200",
                "7200, 0|7200",
                "0, 7200|0",
                "2147483649|2147483648",
                "abc|-1",
                "-7200|-1",
                "7200.0|-1",
                "7200;foo=bar|-1"
            })
    void ofAnAgeTheFirstMemberCountsAndWhatIsNoNumberIsIgnored(String text, long seconds) {
        assertThat(Seconds.age(text)).isEqualTo(seconds);
    }

    @Property
    void readingIsTotal(@ForAll String text) {
        CacheControl.parse(text);
        RequestControl.parse(text);
        Seconds.age(text);
    }
}
