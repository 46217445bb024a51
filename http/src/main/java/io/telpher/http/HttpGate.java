package io.telpher.http;

import io.telpher.core.Gate;

/** A {@link Gate} for HTTP: refuses a request by its head, on the event loop. */
@FunctionalInterface
public interface HttpGate extends Gate<HttpRequest, HttpResponse> {}
