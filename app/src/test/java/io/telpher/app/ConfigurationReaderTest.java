package io.telpher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.telpher.core.config.Node;
import io.telpher.core.config.Problem;
import io.telpher.core.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
    @TempDir
    private Path folder;

    private static final String LEAST =
            "listeners: [{http: 0}]\nroutes: [{match: {path: /}, respond: {status: 204}}]\n";

    @Test
    void all_but_listeners_and_routes_have_defaults() {
        assertThat(ConfigurationReader.read("t", LEAST).configuration()).isNotNull();
        assertThat(ConfigurationReader.read("t", "").problems())
                .extracting(Problem::message)
                .hasSize(2)
                .allMatch(message -> message.contains("is missing"));
    }

    @Test
    void routes_are_compared_although_other_parts_have_mistakes() {
        List<Problem> problems = ConfigurationReader.read("t", """
                        listeners: [{htp: 1}]
                        routes:
                          - {match: {path: /a}, respond: {status: 204}}
                          - {match: {path: /b}, respond: {status: 1}}
                          - {match: {path: /a}, respond: {status: 204}}
                        """).problems();
        assertThat(problems)
                .extracting(Problem::path)
                .containsExactly("listeners[0].htp", "routes[1].respond.status", "routes[2].match");
    }

    @Test
    void keys_of_http_2_and_grpc_are_taken_and_their_mistakes_told() {
        String upstream = LEAST + "upstreams: {web: {endpoints: [\"127.0.0.1:1\"], protocol: %s, pool: {streams: %s},"
                + " health: {grpc: %s}}}\n";
        assertThat(ConfigurationReader.read("t", upstream.formatted("http2", "1", "\"a.Service\""))
                        .configuration())
                .isNotNull();
        assertThat(ConfigurationReader.read("t", upstream.formatted("http3", "0", "[]"))
                        .problems())
                .extracting(Problem::path)
                .contains("upstreams.web.protocol", "upstreams.web.pool.streams", "upstreams.web.health.grpc");
    }

    @Test
    void what_is_not_utf_8_or_not_a_file_is_a_mistake() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', (byte) 0xe4});
        assertThat(ConfigurationReader.read(latin).problems())
                .singleElement()
                .asString()
                .contains("not UTF-8");
        assertThat(ConfigurationReader.read(folder).problems())
                .singleElement()
                .asString()
                .contains("cannot read the file");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_key() throws IOException {
        Path file = Files.writeString(folder.resolve("bom"), "\ufeff" + LEAST);
        assertThat(ConfigurationReader.read(file).configuration()).isNotNull();
    }

    @Test
    void problems_are_told_in_the_order_of_the_file() {
        List<Problem> problems = ConfigurationReader.read("t", "a: 1\nlog: {level: x, level: y}\nb: 2\n")
                .problems();
        assertThat(problems).extracting(problem -> problem.location().line()).containsExactly(1, 1, 1, 2, 2, 3);
    }

    @Test
    void a_route_to_no_upstream_and_an_upstream_without_route_are_told() {
        Problems problems = new Problems();
        References.check(tree("""
                upstreams: {web: {health: nonsense}, api: {}}
                routes: [{to: web}, {to: wbe}, {}]
                """), problems);
        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactly(
                        "t:2:26: error: routes[1].to: found \"wbe\", expected the name of an upstream;"
                                + " did you mean \"web\"?; known upstreams: web, api",
                        "t:1:38: warning: upstreams.api: no route leads to this upstream");
    }

    @Test
    void a_store_that_a_route_names_must_be_there() {
        Problems problems = new Problems();
        References.check(tree("""
                stores: {main: {redis: localhost}}
                routes: [{rate-limit: [{store: main}, {store: mian}], coalesce: {store: gone}}]
                """), problems);
        assertThat(problems.all())
                .extracting(Problem::toString)
                .anyMatch(line -> line.contains("routes[0].rate-limit[1].store: found \"mian\"")
                        && line.contains("did you mean \"main\"?; known stores: main"))
                .anyMatch(line -> line.contains("routes[0].coalesce.store: found \"gone\""))
                .noneMatch(line -> line.contains("found \"main\""));
    }

    @Test
    void limits_of_one_name_must_be_the_same() {
        Problems problems = new Problems();
        References.check(tree("""
                upstreams: {web: {}}
                routes:
                  - {to: web, rate-limit: {name: all, per: ip, limit: 10/min}}
                  - {to: web, rate-limit: [{per: user, limit: 1/s}, {name: all, per: ip, limit: 10/min, cost: 5}]}
                  - {to: web, rate-limit: {name: all, per: ip, limit: 20/min}}
                """), problems);
        assertThat(problems.all())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains(
                        "t:5:",
                        "routes[2].rate-limit: the limit \"all\" of routes[0] (line 3) has other settings",
                        "or one of them another name");
    }

    @Test
    void each_of_several_upstreams_of_a_route_must_be_there() {
        Problems problems = new Problems();
        References.check(tree("""
                upstreams: {web: {}, canary: {}}
                routes: [{to: {web: 9, cannary: 1}}]
                """), problems);
        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactly(
                        "t:2:24: error: routes[0].to: found \"cannary\", expected the name of an upstream;"
                                + " did you mean \"canary\"?; known upstreams: web, canary",
                        "t:1:22: warning: upstreams.canary: no route leads to this upstream");
    }

    @Test
    void two_caches_have_not_the_same_folder_however_it_is_written() {
        String caches =
                LEAST + "caches: {a: {disk: {path: /no/such, size: 1GiB}}, b: {disk: {path: %s, size: 1GiB}}}\n";
        assertThat(ConfigurationReader.read("t", caches.formatted("/no//such/")).problems())
                .extracting(Problem::path)
                .containsExactly("caches.b.disk.path");
        assertThat(ConfigurationReader.read("t", caches.formatted("/no/such2")).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp: 6380, to: a | tcp: 6380, to: a | 1",
                "http: 8080 | tcp: 127.0.0.1:8080, to: a | 1",
                "http: '[::1]:8080' | https: 8080 | 1",
                "http: 0.0.0.0:8080 | http: '[::1]:8080' | 1",
                "http: 127.0.0.1:8080 | http: '[::1]:8080' | 0",
                "http: 127.0.0.1:8080 | http: 127.0.0.2:8080 | 0",
                "tcp: 53, to: a | udp: 53, to: a | 0",
                "udp: 53, to: a | udp: 127.0.0.1:53, to: a | 1",
                "http: 0 | http: 0 | 0",
            })
    void two_listeners_want_two_ports(String one, String other, int mistakes) {
        String text = """
                listeners: [{%s}, {%s}]
                upstreams: {a: {endpoints: ["127.0.0.1:1"]}}
                routes: [{match: {path: /}, to: a}]
                """.formatted(one, other);
        assertThat(ConfigurationReader.read("t", text).problems())
                .hasSize(mistakes)
                .allMatch(problem -> problem.path().equals("listeners[1]"))
                .allMatch(problem -> problem.message().contains("the same port as listeners[0]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: 9901 | {} | 1",
                "http: '[::1]:9901' | {} | 0",
                "udp: 9901, to: a | {} | 0",
                "http: 9901 | {port: 9902} | 0",
                "http: 9902 | {port: 9902, address: 0.0.0.0} | 1",
                "http: 9901 | {address: nonsense} | 0",
            })
    void a_listener_wants_another_port_than_the_admin(String listener, String admin, int mistakes) {
        String text = """
                listeners: [{%s}]
                admin: %s
                upstreams: {a: {endpoints: ["127.0.0.1:1"]}}
                routes: [{match: {path: /}, to: a}]
                """.formatted(listener, admin);
        assertThat(ConfigurationReader.read("t", text).problems())
                .hasSize(mistakes)
                .allMatch(problem -> problem.message().contains("the same port as the admin port's"));
    }

    @Test
    void every_field_that_cannot_be_set_is_told() {
        String text = """
                listeners: [{http: 8080}]
                routes:
                  - match: {path: /a/../b}
                    headers: {response: {set: {"a b": x, Connection: y, ok: "z"}, add: {"c d": e}}}
                    respond: {status: 200}
                """;
        assertThat(ConfigurationReader.read("t", text).problems())
                .extracting(Problem::path)
                .containsExactly(
                        "routes[0].match.path",
                        "routes[0].headers.response.set.a b",
                        "routes[0].headers.response.set.Connection",
                        "routes[0].headers.response.add.c d");
        assertThat(ConfigurationReader.read("t", text).problems().getFirst().message())
                .contains("the dot segment ..");
    }

    @Test
    void every_default_can_be_read() {
        assertThatCode(Configuration.SHAPE::schema).doesNotThrowAnyException();
    }

    private static Node tree(String text) {
        Problems problems = new Problems();
        Node root = io.telpher.app.yaml.Yaml.read("t", text, problems);
        assertThat(problems.all()).isEmpty();
        return root;
    }
}
