package io.telpher.cache.rules;

import io.telpher.cache.fields.CacheControl;
import io.telpher.cache.fields.RequestControl;
import io.telpher.cache.fields.Seconds;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.Storable.Reason;
import io.telpher.cache.rules.Storable.Refuse;
import io.telpher.http.ContentRange;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.Status;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a response may be stored (RFC 9111 §3), and reads from it what will be decided by. Pure. */
public final class Storing {
    /** They answer a condition or a range of one request, or no request. */
    private static final Set<Integer> NEVER = Set.of(304, 412, 416);

    private static final FieldName DATE = FieldName.DATE;

    private final CachePolicy policy;

    /** Stores by this policy. */
    public Storing(CachePolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides.
     *
     * @param request as it was sent to the origin
     * @param length of the content, or -1
     * @param requestMillis when the request was sent
     * @param responseMillis when the response's head came
     */
    public Storable decide(
            HttpRequest request, int status, Fields fields, long length, long requestMillis, long responseMillis) {
        CacheControl control = CacheControl.of(fields);
        List<FieldName> vary = Variant.names(fields);
        Reason refusal = refusal(request, status, fields, control, vary);
        if (refusal != null || vary == null) {
            return new Refuse(refusal == null ? Reason.VARY : refusal);
        }
        ContentRange part = null;
        if (status == 206) {
            part = part(request, fields, length);
            if (part == null) {
                return new Refuse(Reason.PARTIAL);
            }
        }
        StoredMeta meta = meta(
                request,
                status,
                fields,
                control,
                Variant.of(vary, request.fields()),
                part,
                length,
                requestMillis,
                responseMillis);
        if (useless(meta)) {
            return new Refuse(why(request, status, fields, control, meta));
        }
        String origin = KeyRules.uri(request.scheme(), request.authority(), "", null);
        return new Storable.Store(meta, StoredFields.of(fields, control, responseMillis), Labels.of(origin, fields));
    }

    private @Nullable Reason refusal(
            HttpRequest request, int status, Fields fields, CacheControl control, @Nullable List<FieldName> vary) {
        Reason byRequest = request(request, status, fields, vary);
        if (byRequest != null) {
            return byRequest;
        }
        boolean understood = !Status.reason(status).isEmpty();
        if (status < 200 || NEVER.contains(status) || (control.mustUnderstand() && !understood)) {
            return Reason.STATUS;
        }
        if (control.noStore() && !control.mustUnderstand()) {
            return Reason.NO_STORE;
        }
        if (control.isPrivate()) {
            return Reason.PRIVATE;
        }
        if (request.exchange().identity() != null && !declaredShared(control)) {
            return Reason.AUTHORIZATION;
        }
        boolean shared = control.isPublic() || control.sharedMaxAge() != Seconds.ABSENT || control.targeted();
        if (request.fields().contains(FieldName.AUTHORIZATION) && !forAll(control)) {
            return Reason.AUTHORIZATION;
        }
        boolean cookie = fields.contains(FieldName.SET_COOKIE) || fields.contains(StoredFields.SET_COOKIE2);
        if (cookie && !shared && !named(control, "set-cookie")) {
            return Reason.SET_COOKIE;
        }
        return vary == null || vary.size() > policy.varyFieldsMax() ? Reason.VARY : null;
    }

    private static @Nullable Reason request(
            HttpRequest request, int status, Fields response, @Nullable List<FieldName> vary) {
        Method method = request.method();
        boolean post = method.equals(Method.POST);
        if (!method.equals(Method.GET)
                && !method.equals(Method.QUERY)
                && !(post && isAboutItself(request, status, response))) {
            return Reason.METHOD;
        }
        if (!post && Suspicion.hidesItsQuestion(request)) {
            return Reason.HIDDEN_QUESTION;
        }
        if (Suspicion.namesAnotherTarget(request, vary == null ? List.of() : vary)) {
            return Reason.OTHER_TARGET;
        }
        return RequestControl.of(request.fields()).noStore() ? Reason.REQUEST_NO_STORE : null;
    }

    /**
     * A POST's response that says that it is what a GET would get, and for how long (RFC 9110 §9.3.3). Only a successful one can
     * say so (§8.7): an error may come of this one's content or deadline, which went to the origin with it.
     */
    private static boolean isAboutItself(HttpRequest request, int status, Fields response) {
        String location = response.value(FieldName.CONTENT_LOCATION);
        String own = KeyRules.uri(request.scheme(), request.authority(), request.path(), request.query());
        return location != null
                && status >= 200
                && status < 300
                && own.equals(Locations.resolve(request, location))
                && Freshness.explicit(CacheControl.of(response), response, 0) != null;
    }

    /** What lets a shared cache store what was answered to somebody who showed credentials (§3.5). */
    private static boolean forAll(CacheControl control) {
        return control.isPublic() || control.mustRevalidate() || control.sharedMaxAge() != Seconds.ABSENT;
    }

    /**
     * The same where we have found out who asks: the origin may see no credentials, only what we tell it of them, and so mean less
     * by {@code must-revalidate} than §3.5 reads into it.
     */
    private static boolean declaredShared(CacheControl control) {
        return control.isPublic() || control.sharedMaxAge() != Seconds.ABSENT;
    }

    private static boolean named(CacheControl control, String field) {
        return control.noCacheFields().stream().anyMatch(field::equalsIgnoreCase)
                || control.privateFields().stream().anyMatch(field::equalsIgnoreCase);
    }

    /** Where a part belongs, or null if that cannot be known: several parts, no size, another length than it says. */
    private static @Nullable ContentRange part(HttpRequest request, Fields fields, long length) {
        ContentRange range = ContentRange.parse(fields.value(FieldName.CONTENT_RANGE));
        boolean asked = request.method().equals(Method.GET) && request.fields().contains(FieldName.RANGE);
        return asked
                        && range != null
                        && range.size() != ContentRange.UNKNOWN
                        && fields.count(FieldName.CONTENT_RANGE) == 1
                        && (length < 0 || length == range.length())
                ? range
                : null;
    }

    private StoredMeta meta(
            HttpRequest request,
            int status,
            Fields fields,
            CacheControl control,
            Variant variant,
            @Nullable ContentRange part,
            long length,
            long requestMillis,
            long responseMillis) {
        long nowSeconds = Math.floorDiv(responseMillis, 1_000);
        Long told = date(fields, DATE, nowSeconds);
        long date = told == null ? nowSeconds : told;
        Long modified = date(fields, FieldName.LAST_MODIFIED, nowSeconds);
        Freshness freshness = freshness(request, status, fields, control, modified, date);
        long revalidate = control.staleWhileRevalidate() != Seconds.ABSENT
                ? control.staleWhileRevalidate()
                : freshness.source() == Freshness.Source.SHARED ? 0 : Math.max(0, policy.whileRevalidateSeconds());
        long onError = control.staleIfError();
        long onFailure = onError != Seconds.ABSENT
                ? onError
                : freshness.source() == Freshness.Source.SHARED ? 0 : Math.max(0, policy.onFailureSeconds());
        Held held = part == null ? null : Held.of(part.first(), part.last());
        long size = part == null ? length : part.size();
        return new StoredMeta(
                status == 206 ? 200 : status,
                flags(request, length, control, freshness),
                responseMillis,
                Freshness.initialAgeMillis(fields, told, requestMillis, responseMillis),
                freshness.seconds() * 1_000,
                revalidate * 1_000,
                Math.max(0, onError) * 1_000,
                onFailure * 1_000,
                date,
                modified,
                size,
                fields.value(FieldName.ETAG),
                variant,
                held != null && held.completes(size) ? null : held);
    }

    private Freshness freshness(
            HttpRequest request, int status, Fields fields, CacheControl control, @Nullable Long modified, long date) {
        Freshness explicit = Freshness.explicit(control, fields, date);
        if (explicit != null) {
            return explicit;
        }
        Freshness assumed = Freshness.assumed(policy, status, control.isPublic(), modified, date);
        if (control.isPublic() || assumed.seconds() == 0) {
            return assumed;
        }
        boolean personal = request.fields().contains(FieldName.COOKIE) && !policy.cookiesAreHarmless();
        if (personal) {
            return Freshness.none(Freshness.Source.COOKIE);
        }
        boolean error =
                status >= 400 && assumed.source() == Freshness.Source.POLICY; // most errors are pages, of nobody
        return !error && Suspicion.pretendsToBeAFile(request.path(), fields)
                ? Freshness.none(Freshness.Source.PAGE)
                : assumed;
    }

    /**
     * What is immutable is not reloaded, so that what is wrong with it stays: it counts only where nobody on the way can have
     * changed it, and where it can be seen that all of it has come (RFC 8246 §3).
     */
    private static boolean immutable(HttpRequest request, long length, CacheControl control) {
        return control.immutable() && request.scheme().equals("https") && length >= 0;
    }

    private static int flags(HttpRequest request, long length, CacheControl control, Freshness freshness) {
        return (control.noCache() ? StoredMeta.NO_CACHE : 0)
                | (control.mustRevalidate() || control.proxyRevalidate() ? StoredMeta.MUST_REVALIDATE : 0)
                | (freshness.source() == Freshness.Source.SHARED ? StoredMeta.SHARED_LIFETIME : 0)
                | (immutable(request, length, control) ? StoredMeta.IMMUTABLE : 0)
                | (freshness.explicit() ? 0 : StoredMeta.HEURISTIC);
    }

    private static @Nullable Long date(Fields fields, FieldName name, long nowSeconds) {
        String text = fields.value(name);
        return text == null ? null : HttpDate.seconds(text, nowSeconds);
    }

    private static boolean useless(StoredMeta meta) {
        boolean fresh = meta.lifetimeMillis() > meta.initialAgeMillis() && !meta.is(StoredMeta.NO_CACHE);
        boolean stale = !meta.is(StoredMeta.NO_CACHE)
                && !meta.is(StoredMeta.MUST_REVALIDATE)
                && (meta.whileRevalidateMillis() > 0 || meta.onErrorMillis() > 0);
        return !fresh && !stale && !meta.hasValidator();
    }

    private Reason why(HttpRequest request, int status, Fields fields, CacheControl control, StoredMeta meta) {
        if (meta.is(StoredMeta.NO_CACHE)) {
            return Reason.NO_VALIDATOR;
        }
        return switch (freshness(request, status, fields, control, meta.modifiedSeconds(), meta.dateSeconds())
                .source()) {
            case SHARED, EXPLICIT, HEURISTIC, POLICY -> Reason.EXPIRED;
            case COOKIE -> Reason.COOKIE;
            case PAGE -> Reason.PAGE;
            case NOBODY -> Reason.UNSAID;
        };
    }
}
