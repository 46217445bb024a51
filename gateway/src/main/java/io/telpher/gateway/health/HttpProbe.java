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
 * Asks an endpoint by a request: by GET, where it is well if it answers 200 and nothing else; by the same with an answer
 * whose JSON says that every dependency is up, see {@link DeepCheck}; or by the health protocol of gRPC. An endpoint says
 * that it is going by the field {@code Telpher-Health: draining}, or by {@code {"status": "draining"}} in JSON.
 */
public final class HttpProbe implements Probe {
    private static final FieldName ACCEPT = FieldName.of("accept");
    private static final Field OURSELVES = Field.of(FieldName.USER_AGENT, "telpher-health");
    private static final Fields GET_FIELDS = Fields.of(OURSELVES, Field.of(ACCEPT, "application/json, */*"));
    private static final Fields GRPC_FIELDS = Fields.of(
            OURSELVES, Field.of(FieldName.CONTENT_TYPE, "application/grpc"), Field.of(FieldName.TE, "trailers"));
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Peer PEER = new Peer("health", NOBODY, NOBODY, null);

    private static final FieldName STATUS = FieldName.of("telpher-health");

    /** What an answer says. */
    private interface Judge {
        Answer judge(HttpResponse response) throws IOException;
    }

    private final Method method;
    private final String path;
    private final Fields fields;
    private final Body body;
    private final Judge judge;
    private final Function<Endpoint, HttpHandler> clients;
    private final Waiter waiter;

    private HttpProbe(
            Method method,
            String path,
            Fields fields,
            Body body,
            Judge judge,
            Function<Endpoint, HttpHandler> clients,
            Waiter waiter) {
        this.method = method;
        this.path = path;
        this.fields = fields;
        this.body = body;
        this.judge = judge;
        this.clients = clients;
        this.waiter = waiter;
    }

    /** Wants 200. {@code path} is canonical and may have a query; {@code clients} gives the way to one endpoint. */
    public static HttpProbe shallow(String path, Function<Endpoint, HttpHandler> clients, Waiter waiter) {
        return new HttpProbe(
                Method.GET, path, GET_FIELDS, Body.empty(), response -> judge(response, false), clients, waiter);
    }

    /** Wants 200 and a body whose dependencies are all up. */
    public static HttpProbe deep(String path, Function<Endpoint, HttpHandler> clients, Waiter waiter) {
        return new HttpProbe(
                Method.GET, path, GET_FIELDS, Body.empty(), response -> judge(response, true), clients, waiter);
    }

    /** Wants SERVING for this service, or for the whole server if its name is empty. */
    public static HttpProbe grpc(String service, Function<Endpoint, HttpHandler> clients, Waiter waiter) {
        Body question = Body.of(GrpcHealth.question(service));
        return new HttpProbe(Method.POST, GrpcHealth.PATH, GRPC_FIELDS, question, GrpcHealth::judge, clients, waiter);
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
            return judge.judge(clients.apply(endpoint).call(request(endpoint)));
        } catch (Failure failure) {
            return new Answer(false, failure.kind().label().replace('_', ' '));
        } catch (Exception e) {
            return new Answer(false, String.valueOf(e.getMessage()));
        }
    }

    private HttpRequest request(Endpoint endpoint) {
        int mark = path.indexOf('?');
        return new HttpRequest(
                method,
                "http",
                endpoint.address(),
                mark < 0 ? path : path.substring(0, mark),
                mark < 0 ? null : path.substring(mark + 1),
                HttpVersion.HTTP_1_1,
                fields,
                body,
                new Exchange(PEER, waiter.ticker().nanos()));
    }

    private static Answer judge(HttpResponse response, boolean deep) throws IOException {
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
