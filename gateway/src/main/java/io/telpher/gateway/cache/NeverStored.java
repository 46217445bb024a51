package io.telpher.gateway.cache;

import io.telpher.cache.rules.Preset;
import io.telpher.core.Service;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/** What belongs to one user is stored nowhere: who is told nothing of it is told that. */
final class NeverStored implements HttpFilter {
    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        HttpResponse response = next.call(request);
        return response.fields().contains(FieldName.CACHE_CONTROL)
                ? response
                : response.with(FieldName.CACHE_CONTROL, Preset.USER.cacheControl());
    }
}
