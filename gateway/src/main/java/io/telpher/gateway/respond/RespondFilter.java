package io.telpher.gateway.respond;

import io.telpher.core.Service;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/**
 * Gives the same response to everybody.
 *
 * @param response what everybody gets; its body can be sent any number of times
 */
record RespondFilter(HttpResponse response) implements HttpFilter {

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) {
        request.body().discard();
        return response;
    }
}
