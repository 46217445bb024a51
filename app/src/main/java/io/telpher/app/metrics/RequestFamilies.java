package io.telpher.app.metrics;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Histogram;
import io.telpher.core.metrics.Metrics;

/** The families in which exchanges are counted. */
final class RequestFamilies {
    final Family<Counter> requests;
    final Family<Counter> ends;
    final Family<Counter> grpcEnds;
    final Family<Counter> requestBytes;
    final Family<Counter> responseBytes;
    final Family<Histogram> duration;
    final Family<Counter> upstreamRequests;
    final Family<Counter> upstreamReused;
    final Family<Histogram> upstreamFirstByte;

    RequestFamilies(Metrics metrics) {
        requests = metrics.counter(
                "telpher_http_requests_total",
                "Exchanges that have ended, by class of status.",
                "listener",
                "route",
                "upstream",
                "code");
        ends = metrics.counter(
                "telpher_http_ends_total",
                "Exchanges that have ended, by the reason in the access log.",
                "route",
                "reason");
        grpcEnds = metrics.counter(
                "telpher_grpc_ends_total",
                "Calls of gRPC that have ended, by the number with which: grpc-status, of its head or its trailers.",
                "route",
                "upstream",
                "status");
        requestBytes = metrics.counter("telpher_http_request_bytes_total", "Bytes of request bodies.", "route");
        responseBytes = metrics.counter("telpher_http_response_bytes_total", "Bytes of response bodies.", "route");
        duration = metrics.histogram(
                "telpher_http_request_duration_seconds",
                "From a request's first byte to the end of its exchange.",
                "route");
        upstreamRequests = metrics.counter(
                "telpher_http_upstream_requests_total",
                "Exchanges by the endpoint that was tried last, by class of status.",
                "upstream",
                "endpoint",
                "code");
        upstreamReused = metrics.counter(
                "telpher_http_upstream_reused_total", "Exchanges whose connection to the endpoint had served before.",
                "upstream", "endpoint");
        upstreamFirstByte = metrics.histogram(
                "telpher_http_upstream_first_byte_seconds", "From the pick of an endpoint to its answer's first byte.",
                "upstream", "endpoint");
    }
}
