package io.telpher.gateway.route;

import io.telpher.core.Filter;
import io.telpher.core.Verdict;
import io.telpher.gateway.grpc.GrpcCalls;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import java.util.ArrayList;
import java.util.List;

/**
 * The gates of a route: those of its filters that are gates as well. They are asked on the event loop, outermost first,
 * once it is known who the client is. What they answer passes the filters outside of theirs that only edit answers.
 */
final class RouteGates {
    private final Forwarding forwarding;
    private final List<HttpGate> gates = new ArrayList<>();
    private Filter<HttpRequest, HttpResponse> editing = new GrpcCalls().then(new FailuresAnswered());

    private boolean minded; // whether a filter outside must have seen a request before it is answered

    RouteGates(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    /** The next filter, from the outside in. */
    void add(RouteConfig.Use<?> use, HttpFilter filter) {
        boolean early = use.feature().answersEarly();
        if (filter instanceof HttpGate gate && !(early && minded)) {
            Filter<HttpRequest, HttpResponse> outside = editing;
            HttpGate edited = head -> gate.admit(head) instanceof Verdict.Answer<HttpResponse> answer
                    ? new Verdict.Answer<>(edited(outside, head, answer.reply()))
                    : Verdict.admit();
            gates.add(early ? head -> forwarding.trusts(head) ? Verdict.admit() : edited.admit(head) : edited);
        }
        minded |= use.minds();
        if (use.feature().onEveryAnswer()) {
            editing = editing.then(filter);
        }
    }

    private static HttpResponse edited(
            Filter<HttpRequest, HttpResponse> outside, HttpRequest head, HttpResponse answer) {
        try {
            return outside.call(head, _ -> answer);
        } catch (Exception e) {
            throw new IllegalStateException(e); // they edit: nothing of them fails
        }
    }

    /** The handler, behind these gates. */
    HttpHandler before(HttpHandler handler) {
        return gates.isEmpty() ? handler : new Gated(forwarding, List.copyOf(gates), handler);
    }

    private record Gated(Forwarding forwarding, List<HttpGate> gates, HttpHandler handler) implements HttpHandler {
        @Override
        public Verdict<HttpResponse> admit(HttpRequest head) {
            forwarding.identify(head);
            for (HttpGate gate : gates) {
                Verdict<HttpResponse> verdict = gate.admit(head);
                if (!(verdict instanceof Verdict.Admit)) {
                    return verdict;
                }
            }
            return Verdict.admit();
        }

        @Override
        public HttpResponse call(HttpRequest request) throws Exception {
            return handler.call(request);
        }

        @Override
        public Placement placement() {
            return handler.placement();
        }
    }
}
