package io.telpher.gateway.host;

import io.telpher.core.Service;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Asks for another host. What the client asked for stands in {@code X-Forwarded-Host}. */
final class HostFilter implements HttpFilter {
    private final @Nullable String authority;

    HostFilter(HostConfig config) {
        this.authority = config.authority();
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        return next.call(authority == null ? request : request.withAuthority(authority));
    }
}
