package io.telpher.gateway.files;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.gateway.Config;
import io.telpher.gateway.Requests;
import io.telpher.gateway.rewrite.RewriteFeature;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintsTest {
    private static final String SEVEN_DAYS = "public, max-age=604800, immutable";
    private static final String PAGE =
            "<link rel=stylesheet href=style/app.css><script src=/app.js></script><img src=no.png>";

    @TempDir
    Path root;

    private HttpFilter files;

    @BeforeEach
    void aSite() throws IOException {
        Files.createDirectories(root.resolve("style"));
        Files.writeString(root.resolve("index.html"), PAGE);
        Files.writeString(root.resolve("style/app.css"), "@import 'more.css'; a{background:url(../dot.png)}");
        Files.writeString(root.resolve("style/more.css"), "@import 'app.css';");
        Files.writeString(root.resolve("dot.png"), "a dot");
        Files.writeString(root.resolve("app.js"), "1");
        FilesFeature feature = new FilesFeature();
        files = feature.filter(
                Config.read(feature.shape(), map("root", root.toString(), "fingerprint", true)), Config.context());
    }

    private HttpResponse get(String path, String... fields) throws Exception {
        return files.call(Requests.get(path, fields), _ -> HttpResponse.of(599));
    }

    private String text(String path) throws Exception {
        HttpResponse response = get(path);
        assertThat(response.status()).as(path).isEqualTo(200);
        return Requests.text(response);
    }

    private static String field(HttpResponse response, FieldName name) {
        return response.fields().value(name);
    }

    private static String only(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .reduce((a, b) -> a + ' ' + b)
                .orElseThrow(() -> new AssertionError("no " + pattern + " in " + text));
    }

    private String styleSheet() throws Exception {
        return '/' + only(text("/"), "style/app\\.[0-9a-f]{12}\\.css");
    }

    @Test
    void aPageRefersToVersionsThatMayBeKeptForSevenDays() throws Exception {
        String page = text("/");
        assertThat(page)
                .matches("<link rel=stylesheet href=style/app\\.[0-9a-f]{12}\\.css>"
                        + "<script src=/app\\.6b86b273ff34\\.js></script><img src=no\\.png>");
        HttpResponse script = get("/app.6b86b273ff34.js"); // the beginning of the SHA-256 of "1"
        assertThat(Requests.text(script)).isEqualTo("1");
        assertThat(field(script, FieldName.CACHE_CONTROL)).isEqualTo(SEVEN_DAYS);
        HttpResponse style = get(styleSheet());
        assertThat(field(style, FieldName.CACHE_CONTROL)).isEqualTo(SEVEN_DAYS);
        assertThat(field(style, FieldName.CONTENT_TYPE)).startsWith("text/css");
        String sheet = Requests.text(style);
        HttpResponse dot = get('/' + only(sheet, "dot\\.[0-9a-f]{12}\\.png"));
        assertThat(field(dot, FieldName.CACHE_CONTROL)).isEqualTo(SEVEN_DAYS);
        assertThat(Requests.text(dot)).isEqualTo("a dot");
    }

    @Test
    void plainNamesAreServedForAShortTimeAndPagesAreAskedForEachTime() throws Exception {
        assertThat(field(get("/app.js"), FieldName.CACHE_CONTROL)).isEqualTo("public, max-age=60");
        assertThat(field(get("/style/app.css"), FieldName.CACHE_CONTROL)).isEqualTo("public, max-age=60");
        assertThat(field(get("/"), FieldName.CACHE_CONTROL)).isEqualTo("no-cache");
    }

    @Test
    void withoutTheKeyNothingIsRewrittenOrSaidOfCaching() throws Exception {
        FilesFeature feature = new FilesFeature();
        files = feature.filter(Config.read(feature.shape(), root.toString()), Config.context());
        assertThat(text("/")).isEqualTo(PAGE);
        assertThat(field(get("/app.js"), FieldName.CACHE_CONTROL)).isNull();
        assertThat(get("/app.6b86b273ff34.js").status()).isEqualTo(404);
    }

    @Test
    void aChangedPictureChangesTheStyleSheetsVersionAndThePage() throws Exception {
        String before = styleSheet();
        HttpResponse page = get("/");
        Files.writeString(root.resolve("dot.png"), "another dot");
        String after = styleSheet();
        assertThat(after).isNotEqualTo(before);
        assertThat(field(get("/"), FieldName.ETAG)).isNotEqualTo(field(page, FieldName.ETAG));
        assertThat(get("/", "if-none-match", field(page, FieldName.ETAG)).status())
                .isEqualTo(200);
        assertThat(field(get(after), FieldName.CACHE_CONTROL)).isEqualTo(SEVEN_DAYS);
    }

    @Test
    void anOldVersionIsAnsweredWithWhatThereIsWhichNobodyKeeps() throws Exception {
        String before = styleSheet();
        Files.writeString(root.resolve("style/app.css"), "b{}");
        HttpResponse old = get(before);
        assertThat(Requests.text(old)).isEqualTo("b{}");
        assertThat(field(old, FieldName.CACHE_CONTROL)).isEqualTo("no-cache");
        assertThat(get("/style/gone.0123456789ab.css").status()).isEqualTo(404);
    }

    @Test
    void styleSheetsThatImportEachOtherHaveVersions() throws Exception {
        String app = text(styleSheet());
        String more = only(app, "more\\.[0-9a-f]{12}\\.css");
        assertThat(text("/style/" + more)).isEqualTo("@import '" + styleSheet().substring(7) + "';");
    }

    @Test
    void aRewrittenPageIsValidatedByItsTagAloneAndServedInParts() throws Exception {
        HttpResponse page = get("/");
        String whole = Requests.text(page);
        String etag = field(page, FieldName.ETAG);
        assertThat(field(page, FieldName.LAST_MODIFIED)).isNull();
        assertThat(get("/", "if-none-match", etag).status()).isEqualTo(304);
        assertThat(get("/", "if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
        HttpResponse part = get("/", "range", "bytes=6-99", "if-range", etag);
        assertThat(part.status()).isEqualTo(206);
        assertThat(Requests.text(part)).isEqualTo(whole.substring(6, 100));
    }

    @Test
    void besideIntegrityTheFileIsServedAsItLiesThere() throws Exception {
        Files.writeString(root.resolve("safe.html"), "<link rel=stylesheet href=style/app.css integrity=sha384-x>");
        String exact = '/' + only(text("/safe.html"), "style/app\\.[0-9a-f]{12}\\.css");
        assertThat(exact).isNotEqualTo(styleSheet());
        assertThat(text(exact)).isEqualTo(Files.readString(root.resolve("style/app.css")));
        assertThat(field(get(exact), FieldName.CACHE_CONTROL)).isEqualTo(SEVEN_DAYS);
    }

    @Test
    void aFileThatHasSuchANameByItselfIsServedAsThat() throws Exception {
        Files.writeString(root.resolve("app.6b86b273ff34.js"), "itself");
        assertThat(text("/app.6b86b273ff34.js")).isEqualTo("itself");
    }

    @Test
    void pagesHaveNoVersions() throws Exception {
        assertThat(get("/index.0123456789ab.html").status()).isEqualTo(404);
    }

    @Test
    void whereARewriteTakesTheBeginningOffThePathAbsoluteReferencesHaveIt() throws Exception {
        Files.writeString(
                root.resolve("index.html"), "<script src=/static/app.js></script><script src=/app.js></script>");
        RewriteFeature rewrite = new RewriteFeature();
        HttpFilter strip =
                rewrite.filter(Config.read(rewrite.shape(), map("strip-prefix", "/static")), Config.context());
        HttpResponse page =
                strip.call(Requests.get("/static/"), request -> files.call(request, _ -> HttpResponse.of(599)));
        assertThat(Requests.text(page))
                .isEqualTo("<script src=/static/app.6b86b273ff34.js></script><script src=/app.js></script>");
        HttpResponse slash =
                strip.call(Requests.get("/static/style"), request -> files.call(request, _ -> HttpResponse.of(599)));
        assertThat(field(slash, FieldName.LOCATION)).isEqualTo("/static/style/");
    }

    @Test
    void whereThePathIsRewrittenOtherwisePagesStayAsTheyAre() throws Exception {
        RewriteFeature rewrite = new RewriteFeature();
        HttpFilter add = rewrite.filter(Config.read(rewrite.shape(), map("add-prefix", "/style")), Config.context());
        HttpResponse sheet =
                add.call(Requests.get("/app.css"), request -> files.call(request, _ -> HttpResponse.of(599)));
        assertThat(Requests.text(sheet)).isEqualTo(Files.readString(root.resolve("style/app.css")));
    }

    @Test
    void whatIsLargerThanItsLimitKeepsItsPlainName() throws Exception {
        String page = " ".repeat(Catalog.TEXT_BYTES_MAX) + PAGE;
        Files.writeString(root.resolve("large.html"), page);
        assertThat(get("/large.html").body().length()).isEqualTo(page.length());
        try (var sparse = new java.io.RandomAccessFile(root.resolve("app.js").toFile(), "rw")) {
            sparse.setLength(Catalog.HASHED_BYTES_MAX + 1);
        }
        assertThat(text("/")).contains("src=/app.js>");
    }

    @Test
    void onlySoManyReferencesOfATextAreRewritten() throws Exception {
        Files.writeString(root.resolve("many.html"), "<img src=dot.png>".repeat(Catalog.REFERENCES_MAX + 7));
        assertThat(text("/many.html").split("src=dot\\.png", -1)).hasSize(8);
    }

    @Test
    void aReferenceThatLeadsOutOfTheRootIsNotFollowed() throws Exception {
        Path secret = Files.createTempFile("secret", ".png");
        try {
            Files.createSymbolicLink(root.resolve("no.png"), secret);
            assertThat(text("/")).contains("src=no.png>");
        } finally {
            Files.delete(secret);
        }
    }
}
