package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.Configuration;
import io.telpher.app.ConfigurationReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a reload finds unchanged is kept, connections above all. So every record of a configuration is a value: the same text,
 * read twice, is equal.
 */
class EqualConfigurationsTest {

    static List<Named<String>> examples() {
        return Stream.concat(
                        Examples.in(House.ROOT).stream().map(example -> Named.of(example.where(), example.yaml())),
                        Stream.of(Named.of("what no example has", REST)))
                .toList();
    }

    private static final String REST = """
            listeners:
              - http: 8080
                proxy-protocol: {from: [private, "2001:db8::/32"]}
                redirect: {except: [/.well-known/**]}
            trusted: [private, "2001:db8::/32"]
            alerts: {webhook: "http://127.0.0.1:9/"}
            upstreams:
              web: {endpoints: [127.0.0.1:9001], health: {http: /health}, proxy-protocol: v2}
            routes:
              - match: {path: /a/**, header: {x-a: {regex: "a+"}}, query: {q: {present: true}}}
                headers: {request: {set: {x-b: "1"}}, response: {remove: [server]}}
                to: web
            """;

    @ParameterizedTest
    @MethodSource("examples")
    void theSameTextReadTwiceIsEqual(String yaml) {
        Configuration first = read(yaml);
        Configuration second = read(yaml);
        assertThat(second.listeners()).isEqualTo(first.listeners());
        assertThat(second.upstreams()).isEqualTo(first.upstreams());
        assertThat(second.routes()).isEqualTo(first.routes());
        assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
    }

    private static Configuration read(String yaml) {
        ConfigurationReader.Reading reading = ConfigurationReader.read("example.yaml", yaml);
        assertThat(reading.configuration()).as(reading.problems().toString()).isNotNull();
        return reading.configuration();
    }
}
