package io.telpher.app.demo;

import io.telpher.core.Json;
import io.telpher.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/** A request as the endpoint saw it, as JSON: what the edge changed and added shows. */
final class Echo {
    private Echo() {}

    static Json.Members of(HttpRequest request, String endpoint) {
        List<Json.Members> fields = new ArrayList<>();
        request.fields()
                .forEach((name, value) ->
                        fields.add(Json.members().put("name", name).put("value", value)));
        return Json.members()
                .put("endpoint", endpoint)
                .put("method", request.method().name())
                .put("scheme", request.scheme())
                .put("authority", request.authority())
                .put("target", request.target())
                .put("version", request.version().text())
                .put("client", request.peer().address())
                .put("fields", fields);
    }
}
