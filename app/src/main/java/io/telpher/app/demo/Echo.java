package io.telpher.app.demo;

import io.telpher.app.web.JsonText;
import io.telpher.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

/** A request as the endpoint saw it, as JSON: what the edge changed and added shows. */
final class Echo {
    private record Line(String name, String value) {}

    private Echo() {}

    static String of(HttpRequest request, String endpoint) {
        List<Line> lines = new ArrayList<>();
        request.fields().forEach((name, value) -> lines.add(new Line(name, value)));
        return JsonText.object(echo -> echo.put("endpoint", endpoint)
                .put("method", request.method().name())
                .put("scheme", request.scheme())
                .put("authority", request.authority())
                .put("target", request.target())
                .put("version", request.version().text())
                .put("client", request.peer().address())
                .objects(
                        "fields",
                        lines,
                        (out, line) -> out.put("name", line.name).put("value", line.value)));
    }
}
