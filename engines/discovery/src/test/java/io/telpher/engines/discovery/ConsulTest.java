package io.telpher.engines.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.telpher.core.Endpoint;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * With a double: there is no package of Consul for Debian. It answers as the documentation of Consul's HTTP interface shows
 * (health and agent endpoints, blocking queries), and nothing else.
 */
class ConsulTest {
    private static final String ONE = """
            [{"Node": {"ID": "40e4a748", "Node": "foobar", "Address": "10.1.10.12", "Datacenter": "dc1"},
              "Service": {"ID": "redis", "Service": "redis", "Tags": ["primary"], "Address": "10.1.10.13", "Port": 8000,
                          "Weights": {"Passing": 10, "Warning": 1}},
              "Checks": [{"Node": "foobar", "CheckID": "service:redis", "Status": "passing"}]},
             {"Node": {"Node": "other", "Address": "10.1.10.14"},
              "Service": {"ID": "redis2", "Service": "redis", "Address": "", "Port": 8001},
              "Checks": []}]
            """;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private HttpServer agent;

    @BeforeEach
    void start() throws Exception {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        agent.createContext("/", this::answer);
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
        String path = exchange.getRequestURI().getPath();
        try {
            String text = path.startsWith("/v1/health") ? answers.take() : "";
            int index = asked.size() + 100;
            exchange.getResponseHeaders().add("X-Consul-Index", Integer.toString(index));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(text.equals("500") ? 500 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private Consul consul(@Nullable String tag) throws IOException {
        String at = "127.0.0.1:" + agent.getAddress().getPort();
        return new Consul(
                new RegistryConfig(RegistryConfig.Kind.CONSUL, "my redis", List.of(at), tag, null, null, null));
    }

    @Test
    void anEntryWithoutAnAddressHasThatOfItsNode() throws Exception {
        assertThat(Consul.endpoints(ONE))
                .containsExactly(new Endpoint("10.1.10.13", 8000, 10), new Endpoint("10.1.10.14", 8001));
    }

    @Test
    void aQueryWaitsForTheNextChange() throws Exception {
        AtomicReference<List<Endpoint>> told = new AtomicReference<>();
        Consul consul = consul("primary");
        Thread watching = Thread.ofVirtual().start(() -> {
            try {
                consul.watch(told::set, new Waiter(new SystemTimers()));
            } catch (Exception end) {
                told.set(List.of());
            }
        });
        answers.add(ONE);
        Eventually.see(told::get, list -> list != null && list.size() == 2);
        answers.add("[]");
        Eventually.see(told::get, List::isEmpty);
        Eventually.see(asked::size, count -> count >= 3);
        assertThat(asked.get(0)).isEqualTo("GET /v1/health/service/my%20redis?passing=true&tag=primary");
        assertThat(asked.get(1))
                .isEqualTo("GET /v1/health/service/my%20redis?passing=true&tag=primary&index=101&wait=55s");
        watching.interrupt();
        watching.join();
    }

    @Test
    void anAgentThatFailsIsAwayAndSaysWhy() throws Exception {
        answers.add("500");
        Consul consul = consul(null);
        assertThatThrownBy(() -> consul.watch(_ -> {}, new Waiter(new SystemTimers())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 500");
    }

    @Test
    void whatIsNoListIsRefused() {
        assertThatThrownBy(() -> Consul.endpoints("{\"no\": \"list\"}")).hasMessageContaining("no list");
        assertThatThrownBy(() -> Consul.endpoints("<html>")).hasMessageContaining("no JSON");
    }

    @Test
    void anAnnouncementHasACheckAndIsWithdrawnAtTheEnd() throws Exception {
        Consul consul = consul(null);
        AtomicReference<Boolean> held = new AtomicReference<>(false);
        Thread holding = Thread.ofVirtual().start(() -> {
            try {
                consul.hold(
                        "web:1",
                        new Endpoint("10.0.0.7", 8080, 2),
                        new Waiter(new SystemTimers()),
                        () -> held.set(true));
            } catch (Exception end) {
                held.set(false);
            }
        });
        Eventually.see(held::get, Boolean::booleanValue);
        assertThat(asked.getFirst())
                .startsWith("PUT /v1/agent/service/register {")
                .contains("\"ID\":\"web:1\"", "\"Name\":\"my redis\"", "\"Address\":\"10.0.0.7\"", "\"Port\":8080")
                .contains("\"TTL\":\"15s\"", "\"DeregisterCriticalServiceAfter\":\"1m\"");
        holding.interrupt();
        holding.join();
        assertThat(asked.getLast()).isEqualTo("PUT /v1/agent/service/deregister/web%3A1");
    }
}
