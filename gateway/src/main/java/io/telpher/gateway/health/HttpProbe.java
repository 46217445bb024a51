package io.telpher.gateway.health;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Probe;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;

/**
 * Asks an endpoint by GET. It is well if it answers 200 and nothing else; a deep check also reads the answer's JSON and
 * wants every dependency in it to be up, see {@link DeepCheck}. An endpoint says that it is going by the field {@code
 * Telpher-Health: draining}, or by {@code {"status": "draining"}} in JSON.
 */
public final class HttpProbe implements Probe {
    private static final Fields FIELDS = Fields.of(
            Field.of(FieldName.USER_AGENT, "telpher-health"),
            Field.of(FieldName.of("accept"), "application/json, */*"));
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Peer OURSELVES = new Peer("health", NOBODY, NOBODY, null);

    private static final FieldName STATUS = FieldName.of("telpher-health");

    private final String path;
    private final boolean deep;
    private final Function<Endpoint, HttpHandler> clients;
    private final Waiter waiter;

    private HttpProbe(String path, boolean deep, Function<Endpoint, HttpHandler> clients, Waiter waiter) {
        this.path = path;
        this.deep = deep;
        this.clients = clients;
        this.waiter = waiter;
    }

    /** Wants 200. {@code path} is canonical and may have a query; {@code clients} gives the way to one endpoint. */
    public static HttpProbe shallow(String path, Function<Endpoint, HttpHandler> clients, Waiter waiter) {
        return new HttpProbe(path, false, clients, waiter);
    }

    /** Wants 200 and a body whose dependencies are all up. */
    public static HttpProbe deep(String path, Function<Endpoint, HttpHandler> clients, Waiter waiter) {
        return new HttpProbe(path, true, clients, waiter);
    }

    @Override
    public Answer ask(Endpoint endpoint, long timeoutNanos) throws InterruptedException {
        Cell<Answer> cell = new Cell<>();
        Thread asking = Thread.ofVirtual().name("probe " + endpoint).start(() -> cell.complete(answer(endpoint)));
        try {
            if (waiter.await(cell, timeoutNanos)) {
                return cell.value();
            }
        } finally {
            asking.interrupt(); // cancels the call if it is still under way
        }
        return new Answer(false, "no answer in time");
    }

    private Answer answer(Endpoint endpoint) {
        try {
            return judge(clients.apply(endpoint).call(request(endpoint)));
        } catch (Failure failure) {
            return new Answer(false, failure.kind().label().replace('_', ' '));
        } catch (Exception e) {
            return new Answer(false, String.valueOf(e.getMessage()));
        }
    }

    private HttpRequest request(Endpoint endpoint) {
        int mark = path.indexOf('?');
        return new HttpRequest(
                Method.GET,
                "http",
                endpoint.address(),
                mark < 0 ? path : path.substring(0, mark),
                mark < 0 ? null : path.substring(mark + 1),
                HttpVersion.HTTP_1_1,
                FIELDS,
                Body.empty(),
                new Exchange(OURSELVES, waiter.ticker().nanos()));
    }

    private Answer judge(HttpResponse response) throws IOException {
        boolean well = response.status() == 200;
        boolean going = "draining".equalsIgnoreCase(response.fields().value(STATUS));
        String text = "";
        if (well ? deep : isJson(response)) { // the body of a shallow 200 is nobody's concern
            text = new String(response.body().readAll(DeepCheck.BODY_MAX_BYTES), StandardCharsets.UTF_8);
        } else {
            response.body().discard();
        }
        Answer answer = well && deep ? DeepCheck.judge(text) : new Answer(well, "HTTP " + response.status());
        return going || DeepCheck.saysDraining(text)
                ? new Answer(answer.healthy(), true, "HTTP " + response.status() + ", draining")
                : answer;
    }

    private static boolean isJson(HttpResponse response) {
        String type = response.fields().value(FieldName.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).contains("json");
    }
}
