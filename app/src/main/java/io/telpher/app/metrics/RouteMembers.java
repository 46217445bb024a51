package io.telpher.app.metrics;

import io.telpher.app.access.Completed;
import io.telpher.app.access.Reason;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Histogram;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The counters of one route. Safe for several threads. */
final class RouteMembers {
    /** A route has few listeners and upstreams; whatever is beyond this many is looked up each time. */
    private static final int WAYS_MAX = 32;
    /** How many numbers gRPC ends calls with. */
    private static final int GRPC_STATUSES = 17;

    private final String route;
    private final RequestFamilies families;
    private final Histogram duration;
    private final Counter requestBytes;
    private final Counter responseBytes;
    private final Map<Reason, Counter> ends = new ConcurrentHashMap<>();
    private volatile Way[] ways = {};

    /** A listener by which a route is reached, and an upstream to which it leads. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares ways as values
    private record Way(String listener, String upstream, Counter[] byClass, AtomicReferenceArray<Counter> grpc) {
        /** Made when first needed: most numbers never come. Those that gRPC does not have are one. */
        Counter byGrpc(int status, String route, RequestFamilies families) {
            int index = Math.min(status, GRPC_STATUSES);
            Counter known = grpc.get(index);
            if (known == null) {
                known = families.grpcEnds.with(
                        route, upstream, index == GRPC_STATUSES ? "other" : String.valueOf(index));
                grpc.set(index, known);
            }
            return known;
        }
    }

    RouteMembers(String route, RequestFamilies families) {
        this.route = route;
        this.families = families;
        this.duration = families.duration.with(route);
        this.requestBytes = families.requestBytes.with(route);
        this.responseBytes = families.responseBytes.with(route);
    }

    void count(Completed end) {
        duration.record(end.totalNanos());
        if (end.requestBytes() > 0) {
            requestBytes.add(end.requestBytes());
        }
        if (end.responseBytes() > 0) {
            responseBytes.add(end.responseBytes());
        }
        ends(end.reason()).increment();
        String upstream = RequestMetrics.orNone(end.exchange().upstream());
        Way way = way(end.exchange().peer().listener(), upstream);
        way.byClass[RequestMetrics.statusClass(end.status())].increment();
        int grpc = end.exchange().grpcStatus();
        if (grpc >= 0) {
            way.byGrpc(grpc, route, families).increment();
        }
    }

    /** Made when first needed: most reasons never come. */
    private Counter ends(Reason reason) {
        Counter known = ends.get(reason);
        return known != null ? known : ends.computeIfAbsent(reason, key -> families.ends.with(route, key.word()));
    }

    private Way way(String listener, String upstream) {
        for (Way way : ways) {
            if (way.listener.equals(listener) && way.upstream.equals(upstream)) {
                return way;
            }
        }
        return newWay(listener, upstream);
    }

    private synchronized Way newWay(String listener, String upstream) {
        Way made = new Way(
                listener,
                upstream,
                RequestMetrics.byClass(families.requests, listener, route, upstream),
                new AtomicReferenceArray<>(GRPC_STATUSES + 1));
        if (ways.length < WAYS_MAX) {
            Way[] more = Arrays.copyOf(ways, ways.length + 1);
            more[ways.length] = made;
            ways = more;
        }
        return made;
    }
}
