package io.telpher.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Networks;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardingTest {
    private static final Networks PRIVATE = Networks.of(List.of("private"));

    /** What an upstream receives. */
    private static HttpRequest forward(Networks trusted, HttpRequest request) throws Exception {
        AtomicReference<HttpRequest> seen = new AtomicReference<>();
        new Forwarding(trusted).call(request, arrived -> {
            seen.set(arrived);
            return HttpResponse.of(200);
        });
        return seen.get();
    }

    private static Fields fromClient(String... fields) throws Exception {
        return forward(Networks.NOBODY, Requests.get("/", fields)).fields();
    }

    private static String value(Fields fields, String name) {
        return fields.joined(FieldName.of(name));
    }

    @Test
    void anUpstreamLearnsWhoAskedWhom() throws Exception {
        HttpRequest request = Requests.request(Method.GET, "https://example.org:8443/", "2001:db8::7", "Accept", "*/*");
        Fields fields = forward(Networks.NOBODY, request).fields();
        assertThat(value(fields, "x-forwarded-for")).isEqualTo("2001:db8::7");
        assertThat(value(fields, "x-real-ip")).isEqualTo("2001:db8::7");
        assertThat(value(fields, "x-forwarded-proto")).isEqualTo("https");
        assertThat(value(fields, "x-forwarded-host")).isEqualTo("example.org:8443");
        assertThat(value(fields, "x-forwarded-port")).isEqualTo("8443");
        assertThat(value(fields, "forwarded")).isEqualTo("for=\"[2001:db8::7]\";proto=https;host=\"example.org:8443\"");
        assertThat(value(fields, "via")).isEqualTo("1.1 telpher");
        assertThat(value(fields, "accept")).isEqualTo("*/*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "x-forwarded-FOR",
                "X-Real-IP",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "Forwarded"
            })
    void cve_2026_39858_spoofedForwardingFieldsAreReplaced(String name) throws Exception {
        Fields fields = fromClient(name, "6.6.6.6", name, "7.7.7.7");
        assertThat(fields.values(FieldName.of(name))).hasSize(1);
        assertThat(value(fields, name)).doesNotContain("6.6.6.6").doesNotContain("7.7.7.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X_Forwarded_For",
                "X-Forwarded_For",
                "X_Real_IP",
                "_",
                "Content_Length",
                "X-Original-URL",
                "X-Forwarded-Prefix",
                "True-Client-IP",
                "CF-Connecting-IP",
                "Fastly-Client-IP",
                "Proxy"
            })
    void cve_2026_39858_fieldsThatServersTakeForOthersAreDropped(String name) throws Exception {
        Fields fields = fromClient(name, "6.6.6.6");
        assertThat(fields.contains(FieldName.of(name))).isFalse();
    }

    @Test
    void whatIsBetweenAClientAndItsProxyDoesNotPass() throws Exception {
        Fields fields = fromClient("Proxy-Authorization", "Basic x", "Trailer", "X");
        assertThat(fields.contains(FieldName.PROXY_AUTHORIZATION)).isFalse();
        assertThat(value(fields, "trailer")).isEqualTo("X");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6.6.6.6, 198.51.100.9 | 198.51.100.9",
                "6.6.6.6, 198.51.100.9, 10.0.0.5 | 198.51.100.9",
                "198.51.100.9:1234, 10.0.0.5 | 198.51.100.9",
                "[2001:db8::1]:80, 10.0.0.5 | 2001:db8::1",
                "10.0.0.7, 10.0.0.5 | 10.0.0.7",
                "6.6.6.6, unknown, 10.0.0.5 | 10.0.0.5",
                "6.6.6.6, | 10.0.0.1",
            })
    void theClientIsTheFirstFromTheRightWhoIsNoTrustedProxy(String list, String client) throws Exception {
        HttpRequest request =
                Requests.request(Method.GET, "http://example.org/", "10.0.0.1", "X-Forwarded-For", list.strip());
        Fields fields = forward(PRIVATE, request).fields();
        assertThat(request.exchange().client()).isEqualTo(client);
        assertThat(value(fields, "x-real-ip")).isEqualTo(client);
        assertThat(value(fields, "x-forwarded-for")).isEqualTo(list.strip() + ", 10.0.0.1");
    }

    @Test
    void whatATrustedProxySaysIsKeptAndBelieved() throws Exception {
        HttpRequest request = Requests.request(
                Method.GET,
                "http://example.org/",
                "10.0.0.1",
                "Forwarded",
                "for=198.51.100.9;proto=https, for=\"[fd00::1]:99\"",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "shop.example",
                "X_Forwarded_For",
                "6.6.6.6",
                "Via",
                "2.0 front");
        HttpRequest arrived = forward(PRIVATE, request);
        assertThat(request.exchange().client()).isEqualTo("198.51.100.9");
        assertThat(arrived.scheme()).isEqualTo("https");
        Fields fields = arrived.fields();
        assertThat(value(fields, "x-forwarded-for")).isEqualTo("198.51.100.9, 10.0.0.1");
        assertThat(value(fields, "x-forwarded-host")).isEqualTo("shop.example");
        assertThat(value(fields, "forwarded")).endsWith(", for=10.0.0.1;proto=http;host=\"example.org\"");
        assertThat(value(fields, "via")).isEqualTo("2.0 front, 1.1 telpher");
        assertThat(fields.contains(FieldName.of("x_forwarded_for"))).isFalse();
    }

    @Test
    void theClientOfAnUntrustedConnectionIsItsOtherEnd() throws Exception {
        HttpRequest request = Requests.get("/", "X-Forwarded-For", "6.6.6.6");
        forward(PRIVATE, request);
        assertThat(request.exchange().client()).isEqualTo("192.0.2.1");
    }

    @Test
    void aRequestThatGoesInACircleIsAnswered508() throws Exception {
        String nine = "1.1 telpher, ".repeat(9);
        Forwarding forwarding = new Forwarding(Networks.NOBODY);
        assertThat(forwarding
                        .call(Requests.get("/", "Via", nine + "1.1 other"), r -> HttpResponse.of(200))
                        .status())
                .isEqualTo(200);
        assertThat(forwarding
                        .call(Requests.get("/", "Via", nine + "1.1 telpher"), r -> HttpResponse.of(200))
                        .status())
                .isEqualTo(508);
    }

    @Test
    void aTrustedProxyThatSpeaksForwardedOnlyTellsTheSchemeThere() throws Exception {
        assertThat(schemeBy("for=203.0.113.9;proto=https")).isEqualTo("https");
        assertThat(schemeBy("for=203.0.113.9;Proto=\"HTTPS\", for=10.0.0.7;proto=http"))
                .isEqualTo("https");
        assertThat(schemeBy("for=6.6.6.6;proto=https, for=203.0.113.9;proto=http"))
                .as("what a client wrote itself")
                .isEqualTo("http");
        assertThat(schemeBy("for=203.0.113.9")).isEqualTo("http");
    }

    private static String schemeBy(String forwarded) throws Exception {
        HttpRequest request = Requests.request(Method.GET, "http://a/", "10.0.0.1", "Forwarded", forwarded);
        assertThat(new Forwarding(PRIVATE).scheme(request))
                .isEqualTo(forward(PRIVATE, request).scheme());
        return value(forward(PRIVATE, request).fields(), "x-forwarded-proto");
    }

    @Test
    void whoIsNotTrustedSaysNothingOfTheScheme() throws Exception {
        HttpRequest request = Requests.get("/", "Forwarded", "for=1.1.1.1;proto=https", "X-Forwarded-Proto", "https");
        assertThat(new Forwarding(PRIVATE).scheme(request)).isEqualTo("http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE"})
    void maxForwardsIsCountedDown(String method) throws Exception {
        HttpRequest request = Requests.request(Method.of(method), "http://a/", "192.0.2.1", "Max-Forwards", "10");
        assertThat(value(forward(Networks.NOBODY, request).fields(), "max-forwards"))
                .isEqualTo("9");
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, 204", "TRACE, 501"})
    void whatMayNotBeForwardedIsAnsweredHere(String method, int status) throws Exception {
        HttpRequest request = Requests.request(Method.of(method), "http://a/", "192.0.2.1", "Max-Forwards", "0");
        HttpResponse response = new Forwarding(Networks.NOBODY).call(request, r -> HttpResponse.of(200));
        assertThat(response.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"GET, 0", "OPTIONS, ''", "OPTIONS, -1", "OPTIONS, 1x", "OPTIONS, 1234567890"})
    void maxForwardsIsLeftAloneWhereItSaysNothing(String method, String value) throws Exception {
        HttpRequest request = Requests.request(Method.of(method), "http://a/", "192.0.2.1", "Max-Forwards", value);
        assertThat(value(forward(Networks.NOBODY, request).fields(), "max-forwards"))
                .isEqualTo(value);
    }

    @Test
    void setsAreMadeOnceForAClient() {
        ForwardedFields made = new ForwardedFields();
        assertThat(made.of("192.0.2.1", "a", "http")).isSameAs(made.of("192.0.2.1", "a", "http"));
        assertThat(made.of("192.0.2.1", "a", "https")[1].value()).isEqualTo("https");
        assertThat(made.of("192.0.2.2", "a", "http")[0].value()).isEqualTo("192.0.2.2");
    }

    @Test
    void whatAnUpstreamAsksOfItsProxyDoesNotPass() throws Exception {
        Fields upstream = Requests.received("Proxy-Authenticate", "Basic", "Set_Cookie", "a", "Proxy-Status", "x");
        Fields fields = new FromUpstream()
                .call(Requests.get("/"), r -> HttpResponse.of(200).withFields(upstream))
                .fields();
        assertThat(fields.toString()).isEqualTo("set_cookie: a\nproxy-status: x\n");
    }

    @Test
    void aResponseWithNothingToRemoveIsPassedOnAsItIs() throws Exception {
        HttpResponse given = HttpResponse.of(200).withFields(Requests.received("Date", "now"));
        assertThat(new FromUpstream().call(Requests.get("/"), r -> given)).isSameAs(given);
    }
}
