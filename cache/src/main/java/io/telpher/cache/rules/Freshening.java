package io.telpher.cache.rules;

import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.Outcome.Change;
import io.telpher.http.EntityTags;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which stored responses a 304 or the head of a response is about, and what becomes of them (RFC 9111 §4.3.4). */
final class Freshening {
    private final Storing storing;

    Freshening(Storing storing) {
        this.storing = storing;
    }

    /**
     * Those that a 304 is about: all that have its strong validator; or the one that we asked about, if it has its weak one, or
     * if it has none: then our own condition was the only one that it can have been the answer to.
     */
    static <S extends Stored> List<S> selected(S asked, List<S> stored, Fields fields) {
        String etag = fields.value(FieldName.ETAG);
        Long modified = date(fields, FieldName.LAST_MODIFIED);
        if (etag == null && modified == null) {
            return List.of(asked);
        }
        List<S> selected = new ArrayList<>();
        for (S each : stored) {
            StoredMeta meta = each.meta();
            boolean strongly = EntityTags.strongly(etag, meta.etag());
            boolean sameDate = sameDate(meta, etag, modified);
            boolean weakly = etag != null && EntityTags.weakly(etag, meta.etag());
            if (strongly || (each == asked && (sameDate || weakly))) {
                selected.add(each);
            }
        }
        boolean named = selected.contains(asked);
        if (!named && stored.stream().noneMatch(each -> each == asked) && is(asked.meta(), etag, modified)) {
            selected.add(asked); // somebody removed it meanwhile
        }
        return selected;
    }

    private static boolean is(StoredMeta meta, @Nullable String etag, @Nullable Long modified) {
        return EntityTags.weakly(etag, meta.etag()) || sameDate(meta, etag, modified);
    }

    /** Where both have a tag it alone decides. */
    private static boolean sameDate(StoredMeta meta, @Nullable String etag, @Nullable Long modified) {
        return (etag == null || meta.etag() == null) && modified != null && modified.equals(meta.modifiedSeconds());
    }

    /**
     * The stored response with the fields of the later one. It is removed if it may not be stored any more, and stays as it is if
     * that is only this request's fault.
     */
    <S extends Stored> Change<S> change(HttpRequest request, S stored, Reply reply, boolean asked) {
        Fields later = reply.fields().without(FieldName.SET_COOKIE).without(StoredFields.SET_COOKIE2);
        Fields merged = StoredFields.updated(stored.fields(), later, reply.responseMillis());
        StoredMeta before = stored.meta();
        HttpRequest get = request.method().safe()
                        && request.body().isEmpty()
                        && !request.method().equals(Method.QUERY)
                ? request.withMethod(Method.GET)
                : request;
        Storable now = storing.decide(
                get, before.status(), merged, before.size(), reply.requestMillis(), reply.responseMillis());
        return switch (now) {
            case Storable.Refuse refuse ->
                refuse.reason().ofRequest()
                        ? new Change<>(stored, new Storable.Store(before, stored.fields(), labels(request, stored)))
                        : new Change<>(stored, null);
            case Storable.Store store -> {
                Variant variant = asked ? store.meta().variant() : before.variant();
                yield new Change<>(
                        stored,
                        new Storable.Store(store.meta().of(variant, before.held()), store.fields(), store.labels()));
            }
        };
    }

    /** True if a HEAD's answer shows that the stored content is another one (§4.3.5). */
    static boolean contradicts(StoredMeta meta, Fields head) {
        String etag = head.value(FieldName.ETAG);
        Long modified = date(head, FieldName.LAST_MODIFIED);
        String length = head.value(FieldName.CONTENT_LENGTH);
        return (etag != null && meta.etag() != null && !etag.equals(meta.etag()))
                || (modified != null && meta.modifiedSeconds() != null && !modified.equals(meta.modifiedSeconds()))
                || (length != null && meta.size() >= 0 && !length.strip().equals(Long.toString(meta.size())));
    }

    static <S extends Stored> Storable.Store invalidated(HttpRequest request, S stored) {
        return new Storable.Store(stored.meta().invalidated(), stored.fields(), labels(request, stored));
    }

    private static Labels labels(HttpRequest request, Stored stored) {
        return Labels.of(KeyRules.uri(request.scheme(), request.authority(), "", null), stored.fields());
    }

    private static @Nullable Long date(Fields fields, FieldName name) {
        String text = fields.value(name);
        return text == null ? null : HttpDate.seconds(text);
    }
}
