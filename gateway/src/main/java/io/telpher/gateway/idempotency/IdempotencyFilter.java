package io.telpher.gateway.idempotency;

import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.Problem;
import io.telpher.resilience.idempotency.Once;
import io.telpher.resilience.idempotency.OnceResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Executes requests with a key once. */
final class IdempotencyFilter implements HttpFilter {
    /** An item of RFC 8941 that is a string, or the bare text that most clients send. */
    private static final Pattern KEY = Pattern.compile("\"[ -!#-\\[\\]-~]{1,256}\"|[!-~&&[^\",]]{1,256}");

    private static final FieldName REPLAYED = FieldName.of("idempotent-replayed");

    private final IdempotencyConfig config;
    private final String route;
    private final Once<HttpResponse> once;
    private final Family<Counter> outcomes;

    IdempotencyFilter(IdempotencyConfig config, FeatureContext context, Once<HttpResponse> once) {
        this.config = config;
        this.route = context.route();
        this.once = once;
        this.outcomes = context.metrics()
                .counter(
                        "telpher_idempotency_total",
                        "Requests with a key: executed, repeated, different, busy, not-kept, or store-away.",
                        "route",
                        "outcome");
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (!config.methods().contains(request.method())) {
            return next.call(request);
        }
        int count = request.fields().count(HttpTraits.IDEMPOTENCY_KEY);
        if (count == 0 && !config.required()) {
            return next.call(request);
        }
        String key = request.fields().value(HttpTraits.IDEMPOTENCY_KEY);
        if (count != 1 || key == null || !KEY.matcher(key).matches()) {
            request.body().discard();
            return Problem.of(400, "The request needs one Idempotency-Key of 1 to 256 visible characters.");
        }
        byte[] content = content(request.body());
        if (content == null) {
            request.body().discard();
            return Problem.of(
                    413, "With an Idempotency-Key the content may have at most " + config.bodyBytesMax() + " bytes.");
        }
        return called(request.withBody(Body.of(content)), key, content, next);
    }

    private byte @Nullable [] content(Body body) throws IOException {
        if (body.length() > config.bodyBytesMax()) {
            return null;
        }
        if (body instanceof BytesBody known) {
            return known.bytes();
        }
        try (InputStream in = body.stream()) {
            byte[] content = in.readNBytes(config.bodyBytesMax() + 1);
            return content.length > config.bodyBytesMax() ? null : content;
        }
    }

    private HttpResponse called(
            HttpRequest request, String key, byte[] content, Service<HttpRequest, HttpResponse> next) throws Exception {
        String name = RequestPrint.name(route, config.scope().of(request), key);
        AtomicBoolean begun = new AtomicBoolean();
        OnceResult<HttpResponse> result;
        try {
            result = once.call(name, RequestPrint.of(request, content), () -> {
                begun.set(true);
                return next.call(request);
            });
        } catch (Failure failure) {
            if (begun.get()) {
                throw failure;
            }
            return away(request, failure, next);
        }
        return answer(result);
    }

    private HttpResponse away(HttpRequest request, Failure failure, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        count("store-away");
        if (config.away() == IdempotencyConfig.Away.EXECUTE) {
            return next.call(request);
        }
        request.exchange().failure(failure);
        return Problem.of(503, "Whether the request was executed before cannot be found out now; it was not executed.");
    }

    private HttpResponse answer(OnceResult<HttpResponse> result) {
        return switch (result) {
            case OnceResult.Executed<HttpResponse>(HttpResponse response) -> {
                count("executed");
                yield response;
            }
            case OnceResult.Repeated<HttpResponse>(HttpResponse response) -> {
                count("repeated");
                yield response.with(REPLAYED, "true");
            }
            case OnceResult.NotKept<HttpResponse> _ -> {
                count("not-kept");
                yield Problem.of(409, "The request was executed before; its answer was too long to be kept.");
            }
            case OnceResult.Different<HttpResponse> _ -> {
                count("different");
                yield Problem.of(422, "The Idempotency-Key belongs to another request.");
            }
            case OnceResult.StillBusy<HttpResponse> _ -> {
                count("busy");
                yield Problem.of(409, "The first request with this Idempotency-Key is still being executed.");
            }
        };
    }

    private void count(String outcome) {
        outcomes.with(route, outcome).increment();
    }
}
