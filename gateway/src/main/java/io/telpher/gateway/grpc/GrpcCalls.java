package io.telpher.gateway.grpc;

import io.telpher.core.Service;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;
import io.telpher.http.Status;
import org.jspecify.annotations.Nullable;

/**
 * What stands outermost for calls of gRPC: takes {@code grpc-timeout} as the deadline of the exchange, and gives the
 * answers that Telpher makes itself the form that a client of gRPC reads: status 200 and {@code grpc-status}. Whatever
 * comes from an upstream passes as it is, as do requests of everything else.
 */
public final class GrpcCalls implements HttpFilter {
    private static final Field TYPE = Field.of(FieldName.CONTENT_TYPE, "application/grpc");

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (!Grpc.is(request.fields())) {
            return next.call(request);
        }
        String timeout = request.fields().value(Grpc.TIMEOUT);
        if (timeout != null) {
            long nanos = Grpc.timeoutNanos(timeout);
            if (nanos < 0) {
                request.body().discard();
                return inItsTerms(Problem.of(400, "grpc-timeout is no number with a unit."), request);
            }
            if (nanos < Long.MAX_VALUE / 2) {
                request.exchange().deadline(request.exchange().startedNanos() + nanos);
            }
        }
        return inItsTerms(next.call(request), request);
    }

    private static HttpResponse inItsTerms(HttpResponse response, HttpRequest request) {
        if (!ours(response)) {
            return response;
        }
        response.body().discard();
        int status = response.status();
        GrpcStatus meaning = GrpcStatus.of(status, request.exchange().failure());
        Fields.Editor fields = Fields.of(TYPE).edit();
        fields.add(Grpc.STATUS, String.valueOf(meaning.code()));
        fields.add(Grpc.MESSAGE, "Telpher: " + status + " " + Status.reason(status)); // has nothing to be encoded
        keep(response, FieldName.PROXY_STATUS, fields);
        keep(response, FieldName.RETRY_AFTER, fields);
        return HttpResponse.of(200, fields.done(), Body.empty());
    }

    /** An error with its document in memory: those of upstreams arrive on connections. */
    private static boolean ours(HttpResponse response) {
        return response.status() >= 400 && response.body() instanceof BytesBody && !Grpc.is(response.fields());
    }

    private static void keep(HttpResponse from, FieldName name, Fields.Editor into) {
        @Nullable String value = from.fields().value(name);
        if (value != null) {
            into.add(name, value);
        }
    }
}
