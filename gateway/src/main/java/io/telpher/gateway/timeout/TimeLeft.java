package io.telpher.gateway.timeout;

import io.telpher.core.Failure;
import io.telpher.http.Exchange;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.RequestDeadline;

/** What an attempt has to do with the deadline of its exchange: how much of it is handed down, and whose fault it is when it passes. */
public final class TimeLeft {
    private TimeLeft() {}

    /**
     * The request as it goes to an endpoint now. A sum of time-outs would be longer than the client waits.
     *
     * @throws Failure of kind {@code DEADLINE} if less than a millisecond is left for it
     */
    public static HttpRequest handedDown(HttpRequest request, long nowNanos) throws Failure {
        Exchange exchange = request.exchange();
        long left = exchange.deadlineNanos() - nowNanos - exchange.reserveNanos();
        if (left < RequestDeadline.MILLI_NANOS) {
            throw new Failure(Failure.Side.LOCAL, Failure.Kind.DEADLINE, false, "no time is left for an attempt");
        }
        long told = exchange.toldDeadlineNanos();
        if (told == 0) {
            return request;
        }
        left += told - exchange.deadlineNanos();
        Fields fields = request.fields().with(RequestDeadline.field(left));
        return request.withFields(Grpc.is(fields) ? fields.with(Grpc.TIMEOUT, Grpc.timeout(left)) : fields);
    }

    /**
     * The failure of an attempt in whose fault it is: an endpoint that did not answer within our own limit has failed if it
     * had at least half of it. A caller's deadline says nothing about the endpoint.
     *
     * @param tookNanos how long the attempt took
     */
    public static Failure blamed(Failure failure, Exchange exchange, long tookNanos) {
        boolean endpoints = failure.kind() == Failure.Kind.DEADLINE
                && exchange.limitNanos() > 0
                && tookNanos >= exchange.limitNanos() / 2;
        return endpoints
                ? Failure.upstream(
                        Failure.Kind.DEADLINE,
                        false,
                        "no answer within the " + seconds(exchange) + " s that the route gives")
                : failure;
    }

    private static String seconds(Exchange exchange) {
        double seconds = exchange.limitNanos() / 1e9;
        return seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds);
    }
}
