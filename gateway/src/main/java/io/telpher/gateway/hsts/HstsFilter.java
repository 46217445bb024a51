package io.telpher.gateway.hsts;

import io.telpher.core.Service;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/** Sets the field, in place of an upstream's, on what is sent by HTTPS; over plain HTTP it may not be (RFC 6797 §7.2). */
final class HstsFilter implements HttpFilter {
    private final Field field;

    HstsFilter(HstsConfig config) {
        this.field = Field.of(
                FieldName.STRICT_TRANSPORT_SECURITY,
                "max-age=" + config.maxAge().toSeconds()
                        + (config.includeSubdomains() ? "; includeSubDomains" : "")
                        + (config.preload() ? "; preload" : ""));
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        HttpResponse response = next.call(request);
        return request.scheme().equals("https")
                ? response.withFields(response.fields().edit().set(field).done())
                : response.withFields(response.fields().without(FieldName.STRICT_TRANSPORT_SECURITY));
    }
}
