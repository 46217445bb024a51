package io.telpher.gateway.host;

import io.telpher.core.Service;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Asks for another host. What the client asked for stands in {@code X-Forwarded-Host}. */
final class HostFilter implements HttpFilter {
    private final @Nullable Field host;

    HostFilter(HostConfig config) {
        String authority = config.authority();
        this.host = authority == null ? null : Field.of(FieldName.HOST, authority);
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (host == null) {
            return next.call(request);
        }
        return next.call(request.withAuthority(host.value())
                .withFields(request.fields().edit().set(host).done()));
    }
}
