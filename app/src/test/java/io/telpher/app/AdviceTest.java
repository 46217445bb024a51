package io.telpher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {

    private static List<String> advice(String yaml) {
        ConfigurationReader.Reading reading = ConfigurationReader.read("f.yaml", yaml, true);
        assertThat(reading.configuration())
                .as("only warnings: " + reading.problems())
                .isNotNull();
        return reading.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void whatIsMissingIsToldWithItsPlaceAndWhatToWrite() {
        assertThat(advice("""
                listeners: [{http: 8080}]
                upstreams:
                  web:
                    endpoints: [127.0.0.1:9001]
                routes:
                  - match: {path: /**}
                    to: web
                  - match: {path: /more}
                    to: web
                  - match: {path: /own}
                    respond: 200
                """))
                .containsExactly(
                        "f.yaml:3:3: warning: upstreams.web: no breaker: when it fails, every request still waits for it;"
                                + " write \"breaker: {}\" (no-breaker)",
                        "f.yaml:6:5: warning: routes[0]: no limit, as on 1 more of the routes: one client may take"
                                + " everything; write \"rate-limit: {per: ip, limit: 1000/min}\" (no-limit)");
    }

    @Test
    void whatContradictsItselfIsTold() {
        assertThat(advice("""
                listeners: [{http: 8080}]
                announce:
                  - {consul: web, address: "10.0.0.1:80"}
                  - {consul: api, address: "10.0.0.1:80"}
                  - {consul: web, address: "10.0.0.1:80"}
                routes:
                  - match: {path: /}
                    retry: {per-try: 10s, backoff: {base: 5s, max: 1s}}
                    timeout: {request: 5s}
                    respond: 200
                  - match: {path: /fine}
                    retry: {per-try: 1s, backoff: {base: 40s}}
                    timeout: {request: 5s}
                    respond: 200
                """))
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("f.yaml:5:5: warning: announce[2]: the same as announce[0]")
                                .endsWith("(announced-twice)"),
                        one -> assertThat(one)
                                .startsWith("f.yaml:8:22: warning: routes[0].retry.per-try:")
                                .endsWith("(per-try-too-long)"),
                        one -> assertThat(one)
                                .startsWith("f.yaml:8:43: warning: routes[0].retry.backoff.base:")
                                .endsWith("(backoff-upside-down)"));
    }

    @Test
    void whatIsOnByDefaultIsWarnedOfWhereItIsTurnedOff() {
        assertThat(advice("""
                listeners: [{http: 8080}]
                upstreams:
                  web:
                    endpoints: [127.0.0.1:9001]
                    breaker: {}
                    pool: {idle: 0}
                    timeout: {connect: 5s, read: 1h}
                routes:
                  - match: {path: /own}
                    respond: 200
                  - match: {path: /**}
                    mirror: {to: web}
                    respond: 200
                """))
                .containsExactly(
                        "f.yaml:6:18: warning: upstreams.web.pool.idle: no pool: every request pays for a new connection;"
                                + " leave \"idle\" out, which keeps 10 for each endpoint (no-pool)",
                        "f.yaml:7:34: warning: upstreams.web.timeout.read: as good as no timeout: what hangs is held for"
                                + " 1h; leave it out, or write what users wait for, such as 30s (no-timeout)");
    }

    @Test
    void retriesThatComeAtOnceOrWithoutABudgetAreWarnedOf() {
        assertThat(advice("""
                listeners: [{http: 8080}]
                upstreams: {web: {endpoints: [127.0.0.1:9001], breaker: {}}}
                routes:
                  - match: {path: /**}
                    to: web
                    retry: {attempts: 3, backoff: {base: 1ms}, budget: {share: 100%}}
                """))
                .anyMatch(line -> line.contains("6:42: warning: routes[0].retry.backoff.base: as good as no back-off:"))
                .anyMatch(line -> line.contains("routes[0].retry.budget.share: as good as no budget:"));
    }

    @Test
    void aLimitByWhoAsksIsWarnedOfWhereNothingFindsThatOut() {
        assertThat(advice("""
                listeners: [{http: 8080}]
                routes:
                  - match: {path: /a}
                    rate-limit: {per: user}
                    respond: 200
                  - match: {path: /b}
                    rate-limit: [{per: ip}, {per: [ip, "claim:tenant"], limit: 10/s}, {per: "header:X-User", limit: 10/s}]
                    respond: 200
                  - match: {path: /c}
                    rate-limit: {per: user}
                    jwt: {keys: {url: "https://id.example/keys"}, issuer: me, audience: you}
                    respond: 200
                """))
                .hasSize(2)
                .allMatch(line -> line.contains("write \"jwt: {keys: ...}\""))
                .allMatch(line -> line.endsWith("(no-identity)"))
                .anyMatch(line -> line.startsWith("f.yaml:4:23: warning: routes[0].rate-limit.per:"))
                .anyMatch(line -> line.startsWith("f.yaml:7:40: warning: routes[1].rate-limit.per:"));
    }

    @Test
    void tokensOfAnybodyForAnybodyAreWarnedOf() {
        assertThat(advice("""
                listeners: [{http: 8080}]
                routes:
                  - match: {path: /a}
                    jwt: {keys: {url: "http://id.example/keys"}}
                    respond: 200
                  - match: {path: /b}
                    jwt: {keys: {url: "http://127.0.0.1:9000/keys"}, issuer: me, audience: you}
                    respond: 200
                """))
                .hasSize(3)
                .anyMatch(line ->
                        line.startsWith("f.yaml:4:10: warning: routes[0].jwt:") && line.endsWith("(no-audience)"))
                .anyMatch(
                        line -> line.startsWith("f.yaml:4:10: warning: routes[0].jwt:") && line.endsWith("(no-issuer)"))
                .anyMatch(line -> line.startsWith("f.yaml:4:23: warning: routes[0].jwt.keys.url:")
                        && line.endsWith("(keys-in-the-clear)"));
    }

    @Test
    void aServerIsNotNaggedForWhatCheckAdvises() {
        ConfigurationReader.Reading reading = ConfigurationReader.read("f.yaml", """
                listeners: [{http: 8080}]
                upstreams: {web: {endpoints: [127.0.0.1:9001]}}
                routes: [{match: {path: /**}, to: web}]
                """);
        assertThat(reading.problems()).isEmpty();
    }

    @Test
    void aFallbackMustBeThereAndMustNotComeBack() {
        String yaml = """
                listeners: [{http: 8080}]
                upstreams:
                  a: {endpoints: [127.0.0.1:9001], fallback: {to: b}}
                  b: {endpoints: [127.0.0.1:9001], fallback: {to: NEXT}}
                routes: [{match: {path: /**}, to: a}]
                """;
        assertThat(ConfigurationReader.read("f.yaml", yaml.replace("NEXT", "a"))
                        .problems()
                        .getFirst()
                        .message())
                .isEqualTo("this fallback comes back to a: one of them must end elsewhere");
        assertThat(ConfigurationReader.read("f.yaml", yaml.replace("NEXT", "c"))
                        .problems()
                        .getFirst()
                        .message())
                .isEqualTo("found \"c\", expected the name of an upstream; did you mean \"a\"?; known upstreams: a, b");
    }

    @Test
    void aFileThatIsNotThereIsToldWithItsPlace() {
        assertThat(advice("""
                listeners: [{https: 8443, certificate: {chain: /no/such.pem, key: /no/such.key}}]
                stores: {main: {redis: "127.0.0.1:6379", password-file: /no/such}}
                routes:
                  - match: {path: /**}
                    respond: 200
                """))
                .hasSize(3)
                .allMatch(warning -> warning.contains("there is no such file here, or no right to read it"))
                .anyMatch(warning -> warning.startsWith("f.yaml:2:57: warning: stores.main.password-file: "));
    }
}
