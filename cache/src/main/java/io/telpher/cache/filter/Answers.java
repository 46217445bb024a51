package io.telpher.cache.filter;

import io.telpher.cache.filter.body.ManyParts;
import io.telpher.cache.filter.growth.GrowthReader;
import io.telpher.cache.rules.CacheStatus;
import io.telpher.cache.rules.Content;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Heads;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.core.Ending;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.MultipartRanges;
import io.telpher.http.Ranges;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Responses made of entries. */
final class Answers {
    private static final Ending ENDED = Ending.of(Outcome.DONE);

    private Answers() {}

    /** The response to a request; the entry stays held by whoever holds it, and the body holds it by itself. */
    static HttpResponse of(HttpRequest request, Answer<Entry> answer, CacheStatus status) {
        Entry entry = answer.stored();
        StoredMeta meta = entry.meta();
        Content content = answer.content();
        @Nullable MultipartRanges several = several(meta, entry, content);
        Fields fields = Heads.fields(meta, entry.fields(), content, answer.ageMillis(), several);
        Body body = body(request, entry, content, several);
        if (request.method().equals(Method.HEAD) && content instanceof Content.Whole && meta.size() >= 0) {
            fields = fields.with(FieldName.CONTENT_LENGTH, Long.toString(meta.size()));
        }
        return new HttpResponse(
                Heads.status(meta, content),
                status.addTo(fields),
                body,
                body instanceof GrowthReader reader ? reader.ending() : ENDED);
    }

    private static Body body(HttpRequest request, Entry entry, Content content, @Nullable MultipartRanges several) {
        if (request.method().equals(Method.HEAD)) {
            return Body.empty();
        }
        return switch (content) {
            case Content.Whole whole -> entry.content();
            case Content.NotModified unchanged -> Body.empty();
            case Content.Unsatisfiable none -> Body.empty();
            case Content.Parts(List<Ranges.Range> parts) ->
                several == null ? entry.content(parts.getFirst()) : written(entry, several);
        };
    }

    private static @Nullable MultipartRanges several(StoredMeta meta, Entry entry, Content content) {
        if (!(content instanceof Content.Parts(List<Ranges.Range> parts)) || parts.size() < 2) {
            return null;
        }
        String type = entry.fields().value(FieldName.CONTENT_TYPE);
        return new MultipartRanges(
                type == null ? "" : type, meta.size(), parts, UUID.randomUUID().toString());
    }

    private static Body written(Entry entry, MultipartRanges several) {
        List<Body> bodies = several.parts().stream().map(entry::content).toList();
        return new ManyParts(several, bodies);
    }
}
