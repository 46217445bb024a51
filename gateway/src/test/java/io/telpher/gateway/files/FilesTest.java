package io.telpher.gateway.files;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.gateway.Config;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
    @TempDir
    Path dir;

    private HttpFilter files;

    @BeforeEach
    void someFiles() throws IOException {
        Path root = Files.createDirectories(dir.resolve("root"));
        Files.writeString(dir.resolve("secret.txt"), "secret");
        Files.writeString(root.resolve("a.txt"), "0123456789");
        Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.from(Instant.parse("2026-01-02T03:04:05.5Z")));
        Files.writeString(root.resolve("empty.css"), "");
        Files.writeString(root.resolve("gr\u00fc\u00df e%.html"), "hi");
        Files.writeString(root.resolve(".hidden"), "hidden");
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve(".git/config"), "hidden");
        Files.createDirectories(root.resolve(".well-known"));
        Files.writeString(root.resolve(".well-known/x"), "known");
        Files.createDirectories(root.resolve("sub"));
        Files.createDirectories(root.resolve("bare"));
        Files.writeString(root.resolve("sub/index.html"), "<p>");
        Files.createSymbolicLink(root.resolve("out.txt"), dir.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), dir);
        Files.createSymbolicLink(root.resolve("in.txt"), root.resolve("a.txt"));
        FilesFeature feature = new FilesFeature();
        files = feature.filter(Config.read(feature.shape(), map("root", root.toString())), Config.context());
    }

    private HttpResponse call(HttpRequest request) throws Exception {
        return files.call(request, next -> HttpResponse.of(599));
    }

    private HttpResponse get(String path, String... fields) throws Exception {
        return call(Requests.get(path, fields));
    }

    private static String field(HttpResponse response, String name) {
        return response.fields().value(FieldName.of(name));
    }

    @Test
    void aFileIsServedWithItsTypeAndValidators() throws Exception {
        HttpResponse response = get("/a.txt");
        assertThat(response.status()).isEqualTo(200);
        assertThat(Requests.text(response)).isEqualTo("0123456789");
        assertThat(response.body().length()).isEqualTo(10);
        assertThat(field(response, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(field(response, "last-modified")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
        assertThat(field(response, "etag")).matches("\"[0-9a-f]+-a\"");
        assertThat(field(response, "accept-ranges")).isEqualTo("bytes");
    }

    @Test
    void filesBlockTheirThreadSoTheyRunOnWorkers() {
        assertThat(files.placement()).isEqualTo(Placement.WORKER);
    }

    @ParameterizedTest
    @CsvSource({
        "/sub/, <p>",
        "/.well-known/x, known",
        "/in.txt, 0123456789",
        "/gr%C3%BC%C3%9F%20e%25.html, hi",
        "/empty.css, ''"
    })
    void aPathNamesItsFile(String path, String content) throws Exception {
        HttpResponse response = get(path);
        assertThat(response.status()).isEqualTo(200);
        assertThat(Requests.text(response)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none",
                "/.hidden",
                "/.git/config",
                "/sub/none",
                "/a.txt/",
                "/a.txt/b",
                "/out.txt",
                "/up/secret.txt",
                "/bare/",
                "/up/root/a.txt/x",
                "/%FF",
                "/...",
                "/gr%C3"
            })
    void whatIsHiddenOutsideOrMissingIsNotFound(String path) throws Exception {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void aDirectoryIsLeftForItsSlash() throws Exception {
        HttpResponse response = get("/sub?x");
        assertThat(response.status()).isEqualTo(308);
        assertThat(field(response, "location")).isEqualTo("/sub/?x");
    }

    @Test
    void headTellsWhatGetWouldAndIgnoresRanges() throws Exception {
        HttpResponse response =
                call(Requests.request(Method.HEAD, "http://h/a.txt", "192.0.2.1", "Range", "bytes=0-1"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body().length()).isEqualTo(10);
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        HttpResponse response = call(Requests.request(Method.PUT, "http://h/a.txt", "192.0.2.1"));
        assertThat(response.status()).isEqualTo(405);
        assertThat(field(response, "allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3 | 0123 | bytes 0-3/10",
                "bytes=7- | 789 | bytes 7-9/10",
                "bytes=-3 | 789 | bytes 7-9/10",
                "bytes=-30 | 0123456789 | bytes 0-9/10",
                "bytes=9-99 | 9 | bytes 9-9/10",
                "Bytes=0-0 | 0 | bytes 0-0/10",
                "bytes=20-, 0-0 | 0 | bytes 0-0/10",
            })
    void aRangeIsServedInPart(String range, String content, String contentRange) throws Exception {
        HttpResponse response = get("/a.txt", "Range", range);
        assertThat(response.status()).isEqualTo(206);
        assertThat(Requests.text(response)).isEqualTo(content);
        assertThat(field(response, "content-range")).isEqualTo(contentRange);
        assertThat(response.body().length()).isEqualTo(content.length());
    }

    @Test
    void severalRangesAreServedInOneBodyOfTheLengthItTells() throws Exception {
        HttpResponse response = get("/a.txt", "Range", "bytes=0-1, -2");
        String boundary = field(response, "content-type").replace("multipart/byteranges; boundary=", "");
        String text = Requests.text(response);
        assertThat(response.status()).isEqualTo(206);
        assertThat(text.replace(boundary, "B"))
                .isEqualTo("\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
                        + "\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 8-9/10\r\n\r\n89"
                        + "\r\n--B--\r\n");
        assertThat(response.body().length()).isEqualTo(text.length());
        assertThat(field(response, "content-range")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=3-1",
                "bytes=a-",
                "bytes=",
                "bytes=-",
                "chunks=0-1",
                "bytes=0-,0-",
                "bytes=0-9,0-9",
                "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0",
                "bytes=99999999999999999999-"
            })
    void aRangeThatIsNoneOrAsksForTooMuchGetsAll(String range) throws Exception {
        assertThat(get("/a.txt", "Range", range).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=-0", "bytes=20-30"})
    void aRangeThatTheFileDoesNotHaveIsRefused(String range) throws Exception {
        HttpResponse response = get("/a.txt", "Range", range);
        assertThat(response.status()).isEqualTo(416);
        assertThat(field(response, "content-range")).isEqualTo("bytes */10");
    }

    @Test
    void ifRangeGivesAllOfAFileThatChanged() throws Exception {
        String etag = field(get("/a.txt"), "etag");
        String date = field(get("/a.txt"), "last-modified");
        assertThat(get("/a.txt", "Range", "bytes=0-1", "If-Range", etag).status())
                .isEqualTo(206);
        assertThat(get("/a.txt", "Range", "bytes=0-1", "If-Range", date).status())
                .isEqualTo(206);
        assertThat(get("/a.txt", "Range", "bytes=0-1", "If-Range", "W/" + etag).status())
                .isEqualTo(200);
        assertThat(get("/a.txt", "Range", "bytes=0-1", "If-Range", "\"x\"").status())
                .isEqualTo(200);
        assertThat(get("/a.txt", "Range", "bytes=0-1", "If-Range", "Fri, 02 Jan 2026 03:04:06 GMT")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match | * | 304",
                "If-None-Match | \"x\", ETAG | 304",
                "If-None-Match | W/ETAG | 304",
                "If-None-Match | \"x\" | 200",
                "If-Match | ETAG | 200",
                "If-Match | * | 200",
                "If-Match | W/ETAG | 412",
                "If-Match | \"x\" | 412",
                "If-Modified-Since | Fri, 02 Jan 2026 03:04:05 GMT | 304",
                "If-Modified-Since | Friday, 02-Jan-26 03:04:05 GMT | 304",
                "If-Modified-Since | Fri Jan  2 03:04:05 2026 | 304",
                "If-Modified-Since | Fri, 02 Jan 2026 03:04:04 GMT | 200",
                "If-Modified-Since | nonsense | 200",
                "If-Unmodified-Since | Fri, 02 Jan 2026 03:04:05 GMT | 200",
                "If-Unmodified-Since | Fri, 02 Jan 2026 03:04:04 GMT | 412",
            })
    void aConditionDecidesTheStatus(String name, String value, int status) throws Exception {
        String etag = field(get("/a.txt"), "etag");
        HttpResponse response = get("/a.txt", name.strip(), value.strip().replace("ETAG", etag));
        assertThat(response.status()).isEqualTo(status);
        if (status == 304) {
            assertThat(field(response, "etag")).isEqualTo(etag);
            assertThat(response.body().isEmpty()).isTrue();
        }
    }

    @Test
    void anEntityTagOutweighsADate() throws Exception {
        assertThat(get("/a.txt", "If-None-Match", "\"x\"", "If-Modified-Since", "Fri, 02 Jan 2026 03:04:05 GMT")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aMissingDirectoryIsAMistake() {
        assertThat(Config.mistakes(FilesConfig.SHAPE, map("root", dir.resolve("nowhere"))))
                .contains("no such directory");
    }
}
