package io.telpher.gateway.proxy;

import io.telpher.core.Service;
import io.telpher.http.Fields;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/** What stands innermost, before the upstream: takes from its responses the fields that end at this hop. */
public final class FromUpstream implements HttpFilter {

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        HttpResponse response = next.call(request);
        Fields cleaned = response.fields().without(HopByHop.RESPONSE);
        return cleaned == response.fields() ? response : response.withFields(cleaned);
    }
}
