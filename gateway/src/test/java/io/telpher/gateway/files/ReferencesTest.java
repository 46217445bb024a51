package io.telpher.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final Reference.Base BASE = new Reference.Base("/static", "/sub/");

    /** The text with a mark and the file where a version would stand. */
    private static String marked(List<Reference> found, String text) {
        StringBuilder out = new StringBuilder(text);
        for (Reference reference : found.reversed()) {
            out.insert(reference.at(), (reference.exact() ? "=" : "!") + bytes(reference.name()) + "!");
        }
        return new String(out.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** One character for each byte. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String html(String given) {
        String text = bytes(given);
        return marked(HtmlReferences.of(text, BASE), text);
    }

    private static String css(String given) {
        List<Reference> found = new ArrayList<>();
        CssReferences.find(given, 0, given.length(), BASE, found);
        return marked(found, given);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<link rel=stylesheet href=a.css> | <link rel=stylesheet href=a!sub/a.css!.css>",
                "<LINK HREF='../a.css' REL='StyleSheet'/> | <LINK HREF='../a!a.css!.css' REL='StyleSheet'/>",
                "<link href=\"/static/x/a.css#f\" rel=\"icon\"> | <link href=\"/static/x/a!x/a.css!.css#f\" rel=\"icon\">",
                "<script src = \" a.min.js \"></script> | <script src = \" a.min!sub/a.min.js!.js \"></script>",
                "<img src='\u00fc.png'> | <img src='\u00fc!sub/\u00fc.png!.png'>",
                "<img src='%C3%BC%20x.png'> | <img src='%C3%BC%20x!sub/\u00fc x.png!.png'>",
                "<img srcset='a.png 1x, b.png 2x,c.png'> | <img srcset='a!sub/a.png!.png 1x, b!sub/b.png!.png 2x,c!sub/c.png!.png'>",
                "<video poster=p.jpg src=v.mp4> | <video poster=p!sub/p.jpg!.jpg src=v!sub/v.mp4!.mp4>",
                "<use href='s.svg#i'/> | <use href='s!sub/s.svg!.svg#i'/>",
                "<style>a{background:url(a.png)}</style> | <style>a{background:url(a!sub/a.png!.png)}</style>",
                "<p style='background:url(\"a.png\")'> | <p style='background:url(\"a!sub/a.png!.png\")'>",
                "<link rel=preload as=font href=f.woff2> | <link rel=preload as=font href=f!sub/f.woff2!.woff2>",
                "<script src=a.js integrity=x></script> | <script src=a=sub/a.js!.js integrity=x></script>",
                "<img src=a.png src=b.png> | <img src=a!sub/a.png!.png src=b.png>",
            })
    void whatAPageLoadsIsFound(String text, String marked) {
        assertThat(html(text)).isEqualTo(marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=a.css>",
                "<a href=paper.pdf>",
                "<link rel=canonical href=a.css>",
                "<link rel=modulepreload href=a.js>",
                "<link rel=preload as=fetch href=a.json>",
                "<script type=module src=a.js></script>",
                "<iframe src=a.html></iframe>",
                "<!-- <img src=a.png> -->",
                "<script>'<img src=a.png>'</script>",
                "<textarea><img src=a.png></textarea>",
                "<title><img src=a.png></title>",
                "< img src=a.png>",
                "</img src=a.png>",
                "<imgs src=a.png>",
                "<img data-src=a.png>",
                "<img src=//other/a.png>",
                "<img src=http://other/a.png>",
                "<img src=data:image/png;base64,a.b>",
                "<img src=/a.png>",
                "<img src=../../a.png>",
                "<img src=../../staticx/a.png>",
                "<img src='a.png?v=3'>",
                "<img src='a&#46;png'>",
                "<img src='a b.png'>",
                "<img src='a.png b'>",
                "<img src=a>",
                "<img src=.png>",
                "<img src='x%2Epng'>",
                "<img src='x/'>",
                "<img src=''>",
                "<img src>",
                "<img src=",
                "<img src='a.png",
                "<base href=/x/><img src=a.png>",
                "<img src=a.png><base href=/x/>",
                "<",
                "<!",
            })
    void whatIsNoFileOfOursOrHasAnAddressThatPeopleKeepStaysAsItIs(String text) {
        String open =
                "<img src='a.png"; // an attribute that never ends: a browser drops the tag, and a version does no harm
        assertThat(html(text)).isEqualTo(text.equals(open) ? "<img src='a!sub/a.png!.png" : text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a{b:url(x.png)} | a{b:url(x!sub/x.png!.png)}",
                "a{b:URL( 'x.png' )} | a{b:URL( 'x!sub/x.png!.png' )}",
                "@import \"x.css\" screen; | @import \"x!sub/x.css!.css\" screen;",
                "@import url(../x.css); | @import url(../x!x.css!.css);",
                "@font-face{src:url(f.eot?#iefix),url(f.woff2)} | @font-face{src:url(f.eot?#iefix),url(f!sub/f.woff2!.woff2)}",
                "/* url(a.png) */ a{b:url(c.png)} | /* url(a.png) */ a{b:url(c!sub/c.png!.png)}",
                "a{content:'url(a.png)'} | a{content:'url(a.png)'}",
                "a{b:my-url(a.png)} | a{b:my-url(a.png)}",
                "a{b:url(#x)} | a{b:url(#x)}",
                "a{b:url(a\\.png)} | a{b:url(a\\.png)}",
                "@namespace url(http://www.w3.org/1999/xhtml.x); | @namespace url(http://www.w3.org/1999/xhtml.x);",
                "@imported 'a.css' | @imported 'a.css'",
            })
    void aStyleSheetsReferencesAreFound(String text, String marked) {
        assertThat(css(text)).isEqualTo(marked);
    }

    @Test
    void anUnknownPrefixOfThePathIsNotOurs() {
        Reference.Base root = new Reference.Base("", "/");
        assertThat(HtmlReferences.of("<img src=/a.png>", root)).containsExactly(new Reference(11, "a.png", false));
    }

    @Property
    void noTextBreaksTheReader(
            @ForAll
                    @Chars({'<', '>', '"', '\'', '=', '/', '(', ')', '\\', '@', '.', ',', ' ', '-', '!', '*', '#'})
                    @CharRange(from = 'a', to = 'f')
                    String noise) {
        for (String start : List.of("", "<img src", "<img srcset=", "<style>", "<link rel=icon href='", "a{b:url(")) {
            html(start + noise);
            css(start + noise);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app.0123456789ab.css, app.css, 0123456789ab",
        "x/y.min.ffffffffffff.js, x/y.min.js, ffffffffffff",
    })
    void aVersionedNameIsTakenApart(String name, String plain, String version) {
        assertThat(Versioned.of(name)).isEqualTo(new Versioned(plain, version));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.css",
                "0123456789ab.css",
                ".0123456789ab.css",
                "x/.0123456789ab.css",
                "app.0123456789aB.css",
                "app.0123456789a.css",
                "app.0123456789ab",
                "app.0123456789ab.d/css",
                ""
            })
    void otherNamesAreNotVersioned(String name) {
        assertThat(Versioned.of(name)).isNull();
    }
}
