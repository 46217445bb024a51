package io.telpher.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.ClientCertificate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class JsonLineTest {
    private static final long TIME = 1_795_345_200_123_456_789L;

    private static String line(LineFormat format, Completed end) {
        Bytes out = new Bytes();
        format.write(end, TIME, new Stamp(), out);
        assertThat(out.length()).isLessThanOrEqualTo(LineFormat.bound(end));
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    /** YAML 1.2 is a superset of JSON, and its reader is at hand. */
    private static Map<?, ?> parsed(String json) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(json);
    }

    @Test
    void a_served_exchange_is_one_line_with_everything_known_of_it() {
        assertThat(line(new JsonLine(), Ends.served(200, exchange -> {})))
                .isEqualTo(
                        "{\"time\":\"2026-11-22T11:00:00.123Z\",\"client\":\"203.0.113.7\",\"listener\":\"https\","
                                + "\"method\":\"GET\",\"scheme\":\"https\",\"authority\":\"example.org\",\"path\":\"/\","
                                + "\"version\":\"HTTP/1.1\",\"status\":200,\"reason\":\"ok\",\"request_bytes\":5,"
                                + "\"response_bytes\":1024,\"total_ms\":2.345,\"wait_ms\":0.010,\"connect_ms\":0.020,"
                                + "\"first_byte_ms\":1.000,\"transfer_ms\":1.305,\"route\":\"shop\",\"attempts\":1,"
                                + "\"upstream\":\"web\",\"endpoint\":\"127.0.0.1:9001\",\"reused\":true,\"tls\":\"TLSv1.3\"}\n");
    }

    @Test
    void a_call_of_grpc_tells_its_status_beside_that_of_http() {
        Completed end = Ends.served(200, exchange -> exchange.grpcStatus(14));

        assertThat(parsed(line(new JsonLine(), end)).get("grpc_status")).isEqualTo(14);
        assertThat(line(new TextLine(), end)).contains(" 200 ok grpc=14 in=");
        assertThat(line(new JsonLine(), Ends.served(200, exchange -> exchange.grpcStatus(0))))
                .contains("\"status\":200,\"grpc_status\":0,");
    }

    @Test
    void phases_that_did_not_happen_are_left_out() {
        assertThat(parsed(line(new JsonLine(), Ends.ended("/static", null))).keySet().stream()
                        .map(Object::toString))
                .contains("total_ms")
                .doesNotContain("wait_ms", "connect_ms", "first_byte_ms", "transfer_ms", "upstream", "attempts");
    }

    @Test
    void what_could_not_be_read_has_a_line_without_method_and_path() {
        Failure failure = Failure.downstream(Failure.Kind.PROTOCOL, "two lengths");
        Completed end = Completed.unread(Ends.exchange(), 400, 99, Ends.BEGAN, Outcome.failed(failure));

        Map<?, ?> line = parsed(line(new JsonLine(), end));

        assertThat(line.get("reason")).isEqualTo("bad-request");
        assertThat(line.get("failure")).isEqualTo("http_request_error");
        assertThat(line.containsKey("method")).isFalse();
        assertThat(line.containsKey("path")).isFalse();
    }

    @Test
    void a_long_path_is_cut() {
        Map<?, ?> line = parsed(line(new JsonLine(), Ends.ended("/" + "a".repeat(10_000), null)));

        assertThat(line.get("path").toString())
                .hasSize(LineFormat.TARGET_MAX + 3)
                .endsWith("a...");
    }

    @Test
    void the_longest_line_fits_an_empty_block() {
        String worst = "\u0001".repeat(100_000);
        Completed end = new Completed(
                Ends.exchange(new ClientCertificate(worst, null, List.of(), List.of(), worst, List.of())),
                worst,
                "https",
                worst,
                worst,
                worst,
                "HTTP/1.1",
                200,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Reason.UPSTREAM_CONNECT_TIMEOUT,
                Failure.upstream(Failure.Kind.CONNECT_TIMEOUT, true, worst));
        end.exchange().client(worst);
        end.exchange().route(worst);
        end.exchange().attempt(worst, worst, Ends.BEGAN);

        assertThat(line(new JsonLine(), end)).hasSizeLessThan(Bytes.SIZE).endsWith("}\n");
        assertThat(line(new TextLine(), end)).hasSizeLessThan(Bytes.SIZE).endsWith("\n");
    }

    @Property(tries = 500)
    void nothing_a_client_sends_can_forge_a_line_or_a_member(
            @ForAll String method, @ForAll String authority, @ForAll String path, @ForAll String query) {
        Completed end = new Completed(
                Ends.exchange(),
                method,
                "http",
                authority,
                path,
                query,
                "HTTP/1.1",
                200,
                0,
                0,
                Ends.BEGAN,
                Reason.OK,
                null);

        String json = line(new JsonLine(), end);
        String text = line(new TextLine(), end);

        assertThat(json.chars().limit(json.length() - 1)).allMatch(c -> c >= ' ' && c < 127);
        assertThat(text.chars().limit(text.length() - 1)).allMatch(c -> c >= ' ' && c < 127);
        assertThat(json).endsWith("}\n");
        assertThat(text).endsWith("\n");
        Map<?, ?> members = parsed(json);
        assertThat(members.get("status")).isEqualTo(200);
        assertThat(members.get("reason")).isEqualTo("ok");
        if (!path.isEmpty() && path.length() <= LineFormat.TARGET_MAX) {
            assertThat(members.get("path")).isEqualTo(path);
        }
        assertThat(quotes(text)).isEqualTo(8);
    }

    /** Quotes that no backslash stands before: two around each of client, request, listener and TLS. */
    private static long quotes(String text) {
        return text.replace("\\\\", "")
                .replace("\\\"", "")
                .chars()
                .filter(c -> c == '"')
                .count();
    }

    @Test
    void a_line_for_people_names_time_client_request_status_and_reason() {
        assertThat(line(new TextLine(), Ends.served(502, exchange -> {})))
                .isEqualTo("2026-11-22T11:00:00.123Z \"203.0.113.7\" \"GET https://example.org/ HTTP/1.1\" 502 ok in=5"
                        + " out=1024 total=2.345 wait=0.010 connect=0.020 first-byte=1.000 transfer=1.305"
                        + " listener=\"https\" route=\"shop\" attempts=1 upstream=\"web\" endpoint=\"127.0.0.1:9001\""
                        + " reused tls=\"TLSv1.3\"\n");
    }

    @Test
    void both_formats_say_whose_certificate_was_accepted() {
        ClientCertificate shown =
                new ClientCertificate("CN=Al \"Ice\"", null, List.of(), List.of(), "ab".repeat(32), List.of());
        Completed end = Completed.of(Ends.get(Ends.exchange(shown), "/", null), 200, 0, 0, Ends.BEGAN, Outcome.DONE);

        assertThat(line(new TextLine(), end))
                .contains("tls=\"TLSv1.3\" client-subject=\"CN=Al \\\"Ice\\\"\" client-fingerprint=\"abab");
        Map<?, ?> members = parsed(line(new JsonLine(), end));
        assertThat(members.get("client_subject")).isEqualTo("CN=Al \"Ice\"");
        assertThat(members.get("client_fingerprint")).isEqualTo("ab".repeat(32));
    }
}
