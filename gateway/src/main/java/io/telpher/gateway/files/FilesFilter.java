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
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Answers with files below a directory, whole or in parts, to GET and HEAD. Nothing outside of it is ever served. */
final class FilesFilter implements HttpFilter {
    private static final Field ACCEPT_RANGES = Field.of(FieldName.ACCEPT_RANGES, "bytes");
    private static final Field NO_SNIFFING = Field.of(FieldName.of("x-content-type-options"), "nosniff");
    private static final Field ALLOW = Field.of(FieldName.ALLOW, "GET, HEAD");

    private static final int LOOKS_MAX = 3;

    private final Root root;
    private final String index;
    private final @Nullable Fingerprints fingerprints;

    FilesFilter(Root root, String index, @Nullable Fingerprints fingerprints) {
        this.root = root;
        this.index = index;
        this.fingerprints = fingerprints;
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
        if (name == null) {
            return notFound();
        }
        Path path = root.resolved(name);
        if (path != null && Files.isDirectory(path)) {
            if (!request.path().endsWith("/")) {
                return slash(request);
            }
            name += index;
        } else if (name.endsWith("/")) {
            return notFound();
        }
        Served served = settled(request, name);
        return served == null ? notFound() : serve(request, served);
    }

    /** Looks again if a file changes while it is looked at. */
    private @Nullable Served settled(HttpRequest request, String name) throws IOException {
        for (int i = 1; i < LOOKS_MAX; i++) {
            try {
                return served(request, name);
            } catch (FoundFile.Changed e) {
                // what it is now decides
            }
        }
        return served(request, name);
    }

    private @Nullable Served served(HttpRequest request, String name) throws IOException {
        FoundFile file = root.file(name);
        Fingerprints by = fingerprints;
        if (by == null) {
            return file == null ? null : Served.of(file, null);
        }
        return file == null ? by.versioned(request, name) : by.plain(request, name, file);
    }

    private static HttpResponse notFound() {
        return Problem.of(404, "There is no such file.");
    }

    private static HttpResponse slash(HttpRequest request) {
        String query = request.query() == null ? "" : '?' + request.query();
        String asked = request.exchange().pathBefore();
        boolean stripped = asked != null && asked.endsWith(request.path());
        return HttpResponse.of(308).with(FieldName.LOCATION, (stripped ? asked : request.path()) + '/' + query);
    }

    private static HttpResponse serve(HttpRequest request, Served served) {
        Preconditions conditions = new Preconditions(served.etag(), served.modifiedSeconds());
        int status = conditions.status(request.fields());
        if (status == 412) {
            return Problem.of(412, "The file is not the one that the request is about (RFC 9110 section 13.1).");
        }
        Fields.Editor fields = head(served);
        if (status == 304) {
            return HttpResponse.of(304, fields.done(), Body.empty());
        }
        String range = request.method().equals(Method.GET) ? request.fields().value(FieldName.RANGE) : null;
        long size = served.content().size();
        Ranges wanted =
                range == null || !conditions.rangeCounts(request.fields()) ? new Ranges.All() : Ranges.of(range, size);
        return switch (wanted) {
            case Ranges.All all -> HttpResponse.of(200, typed(fields, served), whole(served.content()));
            case Ranges.Unsatisfiable none -> unsatisfiable(size);
            case Ranges.Some some
            when some.parts().size() == 1 -> {
                Ranges.Range part = some.parts().getFirst();
                fields.add(FieldName.CONTENT_RANGE, ContentRange.text(part, size));
                yield HttpResponse.of(206, typed(fields, served), part(served.content(), part));
            }
            case Ranges.Some some -> {
                Multipart parts = new Multipart(served.content(), served.type(), some.parts());
                fields.add(FieldName.CONTENT_TYPE, parts.contentType());
                yield HttpResponse.of(206, fields.done(), parts.body());
            }
        };
    }

    private static Fields.Editor head(Served served) {
        Fields.Editor fields = Fields.EMPTY.edit();
        fields.add(FieldName.ETAG, served.etag());
        Long modified = served.modifiedSeconds();
        if (modified != null) {
            fields.add(FieldName.LAST_MODIFIED, HttpDate.text(modified));
        }
        String cacheControl = served.cacheControl();
        if (cacheControl != null) {
            fields.add(FieldName.CACHE_CONTROL, cacheControl);
        }
        return fields.add(ACCEPT_RANGES).add(NO_SNIFFING);
    }

    private static Fields typed(Fields.Editor fields, Served served) {
        return fields.add(FieldName.CONTENT_TYPE, served.type()).done();
    }

    private static HttpResponse unsatisfiable(long size) {
        HttpResponse refusal = Problem.of(416, "The file has no such range (RFC 9110 section 15.5.17).");
        return refusal.with(FieldName.CONTENT_RANGE, ContentRange.unsatisfied(size));
    }

    private static Body whole(Content content) {
        return switch (content) {
            case Content.Bytes bytes -> Body.of(bytes.all());
            default -> content.size() == 0 ? Body.empty() : part(content, new Ranges.Range(0, content.size() - 1));
        };
    }

    private static Body part(Content content, Ranges.Range part) {
        return Body.writing(part.length(), out -> {
            try (Content.Open open = content.open()) {
                open.copy(part, out);
            }
        });
    }
}
