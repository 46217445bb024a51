package io.telpher.gateway.cache;

import io.telpher.cache.filter.CacheSettings;
import io.telpher.cache.rules.CacheStatus;
import io.telpher.cache.rules.Decision;
import io.telpher.cache.rules.Preset;
import io.telpher.core.Service;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/** What belongs to one user is stored nowhere, whatever its origin says of it: no field that lets others store it goes on. */
final class NeverStored implements HttpFilter {
    private static final FieldNames FOR_CACHES = FieldNames.of(
            FieldName.of("cdn-cache-control"), FieldName.of("surrogate-control"), FieldName.of("expires"));
    private static final CacheStatus PASSED =
            new CacheStatus(CacheSettings.DEFAULT.name(), Decision.Reason.BYPASS, 0, null, false, false, null, "user");

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        HttpResponse response = next.call(request);
        Fields fields = response.fields()
                .edit()
                .removeAll(FOR_CACHES)
                .set(FieldName.CACHE_CONTROL, Preset.USER.cacheControl())
                .done();
        return response.withFields(PASSED.addTo(fields));
    }
}
