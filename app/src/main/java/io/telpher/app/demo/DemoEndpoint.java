package io.telpher.app.demo;

import io.telpher.app.web.Answers;
import io.telpher.app.web.Page;
import io.telpher.core.Json;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One endpoint of the demo. How it behaves shows at {@code /demo/work} and {@code /health} only, so that the page and its
 * buttons work whatever has been broken.
 */
public final class DemoEndpoint implements HttpHandler {
    private static final FieldName DEMO_ENDPOINT = FieldName.of("x-demo-endpoint");
    private static final Pattern BEHAVIOUR = Pattern.compile("/demo/([a-z]{1,20})/behaviour");
    private static final Pattern BYTES = Pattern.compile("/demo/bytes/(\\d{1,11})");
    private static final String WORK = "/demo/work";
    private static final String HEALTH = "/health";
    private static final int BEHAVIOUR_BYTES_MAX = 1_024;
    private static final Page PAGE = Page.of(DemoEndpoint.class, "demo.html");

    private final Backend backend;
    private final Demo demo;
    private final Waiter waiter;

    DemoEndpoint(Backend backend, Demo demo, Waiter waiter) {
        this.backend = backend;
        this.demo = demo;
        this.waiter = waiter;
    }

    /** Its name, which is that of a colour. */
    public String name() {
        return backend.name();
    }

    /** Closes connections while the endpoint is down. Where nobody asks it, a down endpoint answers 503. */
    public HttpGate gate() {
        return head -> affected(head) && backend.behaviour() instanceof Behaviour.Down
                ? new Verdict.Drop<>("the demo's endpoint " + name() + " is down")
                : Verdict.admit();
    }

    private static boolean affected(HttpRequest head) {
        return head.path().equals(WORK) || head.path().equals(HEALTH);
    }

    /** Parsing YAML and writing long bodies take their time. */
    @Override
    public Placement placement() {
        return Placement.WORKER;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        HttpResponse response = answer(request);
        if (!request.body().isEmpty()) {
            request.body().discard();
        }
        return response.with(DEMO_ENDPOINT, name());
    }

    private HttpResponse answer(HttpRequest request) throws Exception {
        return switch (request.path()) {
            case "/" -> PAGE.response(200);
            case WORK -> work();
            case HEALTH -> health();
            case "/demo/state" -> Answers.json(200, demo.state());
            case "/demo/events" -> events();
            case "/demo/echo" -> Answers.json(200, Echo.of(request, name()));
            default -> other(request);
        };
    }

    private HttpResponse work() throws InterruptedException {
        HttpResponse trouble = backend.behaviour() instanceof Behaviour.Lying ? failing() : trouble();
        if (trouble != null) {
            return trouble;
        }
        long served = backend.serve();
        demo.watchers().changed();
        return Answers.json(
                200,
                Json.members()
                        .put("endpoint", name())
                        .put("colour", backend.colour())
                        .put("served", served));
    }

    private HttpResponse health() throws InterruptedException {
        backend.check();
        if (backend.behaviour() instanceof Behaviour.Draining) {
            return Answers.json(503, Json.members().put("status", "draining"));
        }
        HttpResponse trouble = trouble();
        return trouble != null ? trouble : Answers.json(200, Json.members().put("status", "healthy"));
    }

    private @org.jspecify.annotations.Nullable HttpResponse trouble() throws InterruptedException {
        return switch (backend.behaviour()) {
            case Behaviour.Well well -> null;
            case Behaviour.Lying lying -> null;
            case Behaviour.Draining draining -> null;
            case Behaviour.Slow slow -> {
                waiter.sleep(slow.millis() * 1_000_000L);
                yield null;
            }
            case Behaviour.Failing failing -> failing();
            case Behaviour.Down down -> Answers.problem(503, "Service Unavailable", name() + " was told to be down.");
        };
    }

    private HttpResponse failing() {
        return Answers.problem(500, "Internal Server Error", name() + " was told to fail.");
    }

    private HttpResponse events() {
        if (demo.watchers().full()) {
            return Answers.problem(503, "Service Unavailable", Watchers.MAX + " are watching already.");
        }
        Fields fields = Fields.of(
                Field.of(FieldName.CONTENT_TYPE, "text/event-stream"), Field.of(FieldName.CACHE_CONTROL, "no-store"));
        return HttpResponse.of(200, fields, Body.writing(Body.UNKNOWN, demo.watchers()::follow));
    }

    private HttpResponse other(HttpRequest request) throws IOException {
        Matcher bytes = BYTES.matcher(request.path());
        if (bytes.matches()) {
            return Filler.response(Long.parseLong(bytes.group(1)));
        }
        Matcher behaviour = BEHAVIOUR.matcher(request.path());
        if (behaviour.matches()) {
            return behave(behaviour.group(1), request);
        }
        return Answers.problem(
                404,
                "Not Found",
                "Here are /, /health, /demo/work, /demo/state, /demo/events, /demo/echo, /demo/bytes/N and "
                        + "/demo/NAME/behaviour.");
    }

    private HttpResponse behave(String name, HttpRequest request) throws IOException {
        if (!request.method().name().equals("POST")) {
            return Answers.problem(405, "Method Not Allowed", "POST it.").with(FieldName.ALLOW, "POST");
        }
        String type = request.fields().value(FieldName.CONTENT_TYPE);
        if (type == null || !type.startsWith("application/json")) { // a stranger's page cannot send this unasked
            return Answers.problem(415, "Unsupported Media Type", "Send application/json.");
        }
        byte[] body = request.body().readAll(BEHAVIOUR_BYTES_MAX);
        try {
            Behaviour wanted = Behaviour.parse(new String(body, java.nio.charset.StandardCharsets.UTF_8));
            return demo.behave(name, wanted)
                    ? Answers.json(200, demo.state())
                    : Answers.problem(404, "Not Found", "There is no endpoint " + name + ".");
        } catch (IllegalArgumentException e) {
            return Answers.problem(400, "Bad Request", String.valueOf(e.getMessage()));
        }
    }
}
