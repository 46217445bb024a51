package io.telpher.cache.filter;

import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** What is asked for behind a write, so that what it made is stored before anybody wants it. */
final class WriteThrough {
    /** What proxies say of the way, ours in front; what clients make up of it was taken away. */
    private static final Set<FieldName> OF_THE_WAY = Set.of(
            FieldName.of("forwarded"),
            FieldName.of("via"),
            FieldName.of("x-real-ip"),
            FieldName.of("x-forwarded-for"),
            FieldName.of("x-forwarded-host"),
            FieldName.of("x-forwarded-port"),
            FieldName.of("x-forwarded-proto"));

    private WriteThrough() {}

    /** True if there is something new at the target of a request. */
    static boolean wrote(HttpRequest request, HttpResponse response) {
        return !request.method().safe()
                && !request.method().equals(Method.DELETE)
                && response.status() >= 200
                && response.status() < 300;
    }

    /**
     * A GET of what was written, as a stranger asks for it: of the writer's fields it has {@code kept}, those of keys
     * and those of the way.
     */
    static HttpRequest reading(HttpRequest write, Set<FieldName> kept, Collection<FieldName> ofKeys) {
        Set<FieldName> all = new LinkedHashSet<>(kept);
        all.addAll(ofKeys);
        all.addAll(OF_THE_WAY);
        Fields.Editor fields = Fields.EMPTY.edit();
        for (FieldName name : all) {
            write.fields().values(name).forEach(value -> fields.add(name, value));
        }
        return write.withMethod(Method.GET).withFields(fields.done()).withBody(Body.empty());
    }
}
