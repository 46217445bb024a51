package io.telpher.app.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers with all numbers: in OpenMetrics text if the request accepts it by name, else in the text format of Prometheus. */
public final class Export implements HttpHandler {
    private static final FieldName ACCEPT = FieldName.of("accept");

    private final Metrics metrics;
    private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

    /** Exports these. */
    public Export(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws IOException {
        ExpositionFormatWriter writer = writer(request.fields().joined(ACCEPT));
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 << 10);
        writer.write(text, Snapshots.of(metrics));
        Fields fields = Fields.of(
                Field.of(FieldName.CONTENT_TYPE, writer.getContentType()),
                Field.of(FieldName.CACHE_CONTROL, "no-store"));
        return HttpResponse.of(200, fields, Body.of(text.toByteArray()));
    }

    /** Prometheus itself asks for both and gives OpenMetrics the higher quality. */
    private ExpositionFormatWriter writer(@Nullable String accept) {
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text")
                ? openMetrics
                : prometheus;
    }
}
