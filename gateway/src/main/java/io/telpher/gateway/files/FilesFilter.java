package io.telpher.gateway.files;

import io.telpher.core.Service;
import io.telpher.http.Body;
import io.telpher.http.ContentRange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Placement;
import io.telpher.http.Preconditions;
import io.telpher.http.Problem;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Answers with files below a directory, whole or in parts, to GET and HEAD. Nothing outside of it is ever served. */
final class FilesFilter implements HttpFilter {
    private static final Field ACCEPT_RANGES = Field.of(FieldName.ACCEPT_RANGES, "bytes");
    private static final Field NO_SNIFFING = Field.of(FieldName.of("x-content-type-options"), "nosniff");
    private static final Field ALLOW = Field.of(FieldName.ALLOW, "GET, HEAD");

    private final FilesConfig config;

    FilesFilter(FilesConfig config) {
        this.config = config;
    }

    @Override
    public Placement placement() {
        return Placement.WORKER;
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws IOException {
        request.body().discard();
        if (!request.method().equals(Method.GET) && !request.method().equals(Method.HEAD)) {
            HttpResponse refusal = Problem.of(405, "Files are only read (RFC 9110 section 15.5.6).");
            return refusal.withFields(refusal.fields().edit().set(ALLOW).done());
        }
        String name = request.path().startsWith("/") ? FileName.of(request.path()) : null;
        Path path = name == null ? null : resolved(name);
        if (path == null || name == null) {
            return notFound();
        }
        if (Files.isDirectory(path)) {
            if (!request.path().endsWith("/")) {
                return slash(request);
            }
            path = resolved(name + config.index());
        } else if (name.endsWith("/")) {
            return notFound();
        }
        FoundFile file = path == null ? null : FoundFile.of(path);
        return file == null ? notFound() : serve(request, file);
    }

    /** The file with all links resolved, or null if there is none below the root. */
    private @Nullable Path resolved(String name) {
        try {
            Path real = config.root().resolve(name).toRealPath();
            return real.startsWith(config.root()) ? real : null;
        } catch (IOException | InvalidPathException e) {
            return null; // missing, not permitted, too long: all the same to a client
        }
    }

    private static HttpResponse notFound() {
        return Problem.of(404, "There is no such file.");
    }

    private static HttpResponse slash(HttpRequest request) {
        String query = request.query() == null ? "" : '?' + request.query();
        return HttpResponse.of(308).with(FieldName.LOCATION, request.path() + '/' + query);
    }

    private static HttpResponse serve(HttpRequest request, FoundFile file) {
        Preconditions conditions = new Preconditions(file.etag(), file.modifiedSeconds());
        int status = conditions.status(request.fields());
        if (status == 412) {
            return Problem.of(412, "The file is not the one that the request is about (RFC 9110 section 13.1).");
        }
        Fields.Editor fields = Fields.EMPTY.edit();
        fields.add(FieldName.ETAG, file.etag());
        fields.add(FieldName.LAST_MODIFIED, HttpDate.text(file.modifiedSeconds()));
        fields.add(ACCEPT_RANGES).add(NO_SNIFFING);
        if (status == 304) {
            return HttpResponse.of(304, fields.done(), Body.empty());
        }
        String type = ContentTypes.of(String.valueOf(file.path().getFileName()));
        String range = request.method().equals(Method.GET) ? request.fields().value(FieldName.RANGE) : null;
        Ranges wanted = range == null || !conditions.rangeCounts(request.fields())
                ? new Ranges.All()
                : Ranges.of(range, file.size());
        return switch (wanted) {
            case Ranges.All all ->
                HttpResponse.of(200, fields.add(FieldName.CONTENT_TYPE, type).done(), whole(file));
            case Ranges.Unsatisfiable none -> unsatisfiable(file);
            case Ranges.Some some
            when some.parts().size() == 1 -> {
                Ranges.Range part = some.parts().getFirst();
                fields.add(FieldName.CONTENT_TYPE, type)
                        .add(FieldName.CONTENT_RANGE, ContentRange.text(part, file.size()));
                yield HttpResponse.of(206, fields.done(), part(file, part));
            }
            case Ranges.Some some -> {
                Multipart parts = new Multipart(file, type, some.parts());
                fields.add(FieldName.CONTENT_TYPE, parts.contentType());
                yield HttpResponse.of(206, fields.done(), parts.body());
            }
        };
    }

    private static HttpResponse unsatisfiable(FoundFile file) {
        HttpResponse refusal = Problem.of(416, "The file has no such range (RFC 9110 section 15.5.17).");
        return refusal.with(FieldName.CONTENT_RANGE, ContentRange.unsatisfied(file.size()));
    }

    private static Body whole(FoundFile file) {
        return file.size() == 0 ? Body.empty() : part(file, new Ranges.Range(0, file.size() - 1));
    }

    private static Body part(FoundFile file, Ranges.Range part) {
        return Body.writing(part.length(), out -> {
            try (FileChannel channel = file.open()) {
                FoundFile.copy(channel, part, out);
            }
        });
    }
}
