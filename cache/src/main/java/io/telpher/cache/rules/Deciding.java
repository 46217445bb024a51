package io.telpher.cache.rules;

import io.telpher.cache.fields.RequestControl;
import io.telpher.cache.fields.Seconds;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Complete;
import io.telpher.cache.rules.Decision.Forward;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.cache.rules.Decision.Unavailable;
import io.telpher.cache.rules.Decision.Validate;
import io.telpher.http.EntityTags;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.Preconditions;
import io.telpher.http.Ranges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what answers a request: {@code (now, request, what is stored for its key)} to a {@link Decision} (RFC 9111 §4). Pure
 * and total. A fresh hit of a request that asks for nothing special reads no field's value but those that {@code Vary} names.
 */
public final class Deciding {
    /** Fields that make a request special. */
    private static final FieldNames SPECIAL = FieldNames.of(
            FieldName.CACHE_CONTROL,
            FieldName.PRAGMA,
            FieldName.RANGE,
            FieldName.IF_MATCH,
            FieldName.IF_NONE_MATCH,
            FieldName.IF_MODIFIED_SINCE,
            FieldName.IF_UNMODIFIED_SINCE,
            FieldName.IF_RANGE,
            FieldName.of("x-http-method-override"),
            FieldName.of("x-http-method"),
            FieldName.of("x-method-override"));

    private static final FieldNames CONDITIONS = FieldNames.of(FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE);

    private final CachePolicy policy;

    /** Decides by this policy. */
    public Deciding(CachePolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides.
     *
     * @param stored all that is stored for the request's key
     */
    public <S extends Stored> Decision<S> decide(long nowMillis, HttpRequest request, List<S> stored) {
        Method method = request.method();
        boolean get = method.equals(Method.GET);
        if (!get && !method.equals(Method.HEAD) && !method.equals(Method.QUERY)) {
            return new Forward<>(Reason.METHOD);
        }
        if (request.fields().containsAny(SPECIAL) || !request.body().isEmpty()) {
            return special(nowMillis, request, stored);
        }
        S chosen = choose(request.fields(), stored);
        if (chosen == null) {
            return new Forward<>(miss(stored));
        }
        StoredMeta meta = chosen.meta();
        if (meta.complete() && meta.fresh(nowMillis)) {
            return new Answer<>(chosen, Content.WHOLE, meta.ageMillis(nowMillis), false, null);
        }
        return judge(nowMillis, request, chosen, RequestControl.NONE);
    }

    private <S extends Stored> Decision<S> special(long nowMillis, HttpRequest request, List<S> stored) {
        if (Suspicion.hidesItsQuestion(request)) {
            return new Forward<>(Reason.BYPASS);
        }
        Fields fields = request.fields();
        RequestControl said = RequestControl.of(fields);
        Decision<S> decision;
        S chosen = choose(fields, stored);
        if (fields.contains(FieldName.IF_MATCH) || fields.contains(FieldName.IF_UNMODIFIED_SINCE)) {
            decision = new Forward<>(Reason.REQUEST); // for origins only (§4.3.2)
        } else if (chosen == null) {
            decision = new Forward<>(miss(stored));
        } else {
            decision = judge(nowMillis, request, chosen, policy.clientsDecide() ? said : RequestControl.NONE);
        }
        return said.onlyIfCached() && !(decision instanceof Answer<S>) ? new Unavailable<>() : decision;
    }

    private static Reason miss(List<?> stored) {
        return stored.isEmpty() ? Reason.URI_MISS : Reason.VARY_MISS;
    }

    /**
     * The response to be used: of those that answer the request one with {@code Vary} rather than without, and the latest (§4.1).
     */
    static <S extends Stored> @Nullable S choose(Fields request, List<S> stored) {
        S best = null;
        for (int i = 0; i < stored.size(); i++) {
            S each = stored.get(i);
            if (each.meta().variant().answers(request) && (best == null || better(each.meta(), best.meta()))) {
                best = each;
            }
        }
        return best;
    }

    private static boolean better(StoredMeta one, StoredMeta other) {
        if (one.variant().any() != other.variant().any()) {
            return other.variant().any();
        }
        return one.dateSeconds() != other.dateSeconds()
                ? one.dateSeconds() > other.dateSeconds()
                : one.storedMillis() >= other.storedMillis();
    }

    private <S extends Stored> Decision<S> judge(long nowMillis, HttpRequest request, S chosen, RequestControl said) {
        StoredMeta meta = chosen.meta();
        boolean fresh = meta.fresh(nowMillis);
        Reason reason = fresh ? Reason.REQUEST : Reason.STALE;
        boolean willing = willing(nowMillis, meta, said, fresh);
        long stale = Math.max(0, -meta.remainingMillis(nowMillis));
        boolean allowed = takes(said.maxStale(), stale) && mayBeStale(meta, false);
        if (willing && (fresh || allowed)) {
            return use(nowMillis, request, chosen, !fresh, null);
        }
        boolean patient = said.maxAge() == Seconds.ABSENT && said.minFresh() == Seconds.ABSENT && !said.noCache();
        Validate<S> validate = validate(request, chosen, reason, stale, said);
        if (patient
                && mayBeStale(meta, true)
                && stale <= meta.whileRevalidateMillis()
                && meta.whileRevalidateMillis() > 0) {
            return use(nowMillis, request, chosen, true, behind(request, validate));
        }
        return meta.complete() ? validate : partly(request, validate);
    }

    /** What the client would take, freshness apart. While it is fresh, what is immutable needs no reload (RFC 8246 §2). */
    private static boolean willing(long nowMillis, StoredMeta meta, RequestControl said, boolean fresh) {
        if (said.noCache()) {
            return false;
        }
        boolean fixed = fresh && meta.is(StoredMeta.IMMUTABLE);
        if (said.maxAge() != Seconds.ABSENT
                && !fixed
                && meta.ageMillis(nowMillis) > said.maxAge() * 1_000 - (said.maxAge() == 0 ? 1 : 0)) {
            return false;
        }
        return said.minFresh() == Seconds.ABSENT || meta.remainingMillis(nowMillis) >= said.minFresh() * 1_000;
    }

    /** True if it may be stale at all (§4.2.4); {@code said} if it says itself for how long. */
    private static boolean mayBeStale(StoredMeta meta, boolean said) {
        return !meta.is(StoredMeta.NO_CACHE)
                && !meta.is(StoredMeta.MUST_REVALIDATE)
                && (said || !meta.is(StoredMeta.SHARED_LIFETIME));
    }

    private static <S extends Stored> Decision<S> use(
            long nowMillis, HttpRequest request, S chosen, boolean stale, @Nullable Validate<S> behind) {
        StoredMeta meta = chosen.meta();
        Content content = content(request, meta);
        if (content == null) {
            return missing(request, chosen);
        }
        return new Answer<>(chosen, content, meta.ageMillis(nowMillis), stale, behind);
    }

    /** What of a response answers the request, or null if that is not here. */
    public static @Nullable Content content(HttpRequest request, StoredMeta meta) {
        Fields fields = request.fields();
        if (meta.status() >= 200 && meta.status() < 300 && notModified(fields, meta)) {
            return Content.NOT_MODIFIED;
        }
        boolean head = request.method().equals(Method.HEAD);
        Held held = meta.held();
        return switch (ranges(request, meta)) {
            case Ranges.All all -> held == null || head ? Content.WHOLE : null;
            case Ranges.Unsatisfiable none -> new Content.Unsatisfiable();
            case Ranges.Some some ->
                held == null || some.parts().stream().allMatch(held::covers) ? new Content.Parts(some.parts()) : null;
        };
    }

    /** Which ranges of a response the request wants. */
    private static Ranges ranges(HttpRequest request, StoredMeta meta) {
        Fields fields = request.fields();
        String range = fields.value(FieldName.RANGE);
        return range != null
                        && fields.count(FieldName.RANGE) == 1
                        && request.method().equals(Method.GET)
                        && meta.status() == 200
                        && meta.size() >= 0
                        && rangeCounts(fields, meta)
                ? Ranges.of(range, meta.size())
                : new Ranges.All();
    }

    /** Without a {@code Last-Modified} the response's date stands for it (§4.3.2). */
    private static boolean notModified(Fields request, StoredMeta meta) {
        if (meta.modifiedSeconds() != null || request.contains(FieldName.IF_NONE_MATCH)) {
            return meta.validators().notModified(request);
        }
        String text = request.value(FieldName.IF_MODIFIED_SINCE);
        Long since = text == null ? null : HttpDate.seconds(text);
        return since != null && meta.dateSeconds() <= since;
    }

    /** A date says that bytes are the same only if nothing can have changed within its second (RFC 9110 §8.8.2.2). */
    private static boolean rangeCounts(Fields request, StoredMeta meta) {
        Long modified = meta.modifiedSeconds();
        boolean strong = modified != null && modified < meta.dateSeconds();
        return (strong ? meta.validators() : new Preconditions(meta.etag(), null)).rangeCounts(request);
    }

    /**
     * What an origin says itself of errors counts whatever freshness the client would like (RFC 5861 §4), but not against its
     * {@code no-cache}, which wants nothing unvalidated. What only the operator allows counts for who names no freshness.
     */
    private <S extends Stored> Validate<S> validate(
            HttpRequest request, S chosen, Reason reason, long staleMillis, RequestControl said) {
        StoredMeta meta = chosen.meta();
        Fields.Editor fields = request.fields().edit().removeAll(CONDITIONS);
        if (meta.etag() != null) {
            fields.set(FieldName.IF_NONE_MATCH, meta.etag());
        }
        if (meta.modifiedSeconds() != null) {
            fields.set(FieldName.IF_MODIFIED_SINCE, HttpDate.text(meta.modifiedSeconds()));
        }
        boolean may = mayBeStale(meta, true) && !said.noCache();
        boolean asked = takes(said.staleIfError(), staleMillis) && mayBeStale(meta, false);
        boolean onError = (may && within(meta.onErrorMillis(), staleMillis)) || asked;
        boolean named = reason == Reason.STALE && said.namesFreshness();
        boolean taken = !said.noCache() && takes(said.maxStale(), staleMillis) && mayBeStale(meta, false);
        boolean away = may && !named && within(meta.onFailureMillis(), staleMillis);
        return new Validate<>(chosen, fields.done(), reason, meta.hasValidator(), onError, onError || away || taken);
    }

    private static boolean within(long allowedMillis, long staleMillis) {
        return allowedMillis > 0 && staleMillis <= allowedMillis;
    }

    /** True if a client says that it takes what is so stale. */
    private static boolean takes(long seconds, long staleMillis) {
        return seconds != Seconds.ABSENT && staleMillis <= seconds * 1_000;
    }

    /** What is asked behind a client's back is not about its range. */
    private static <S extends Stored> Validate<S> behind(HttpRequest request, Validate<S> validate) {
        Fields fields = validate.fields().without(FieldName.RANGE).without(FieldName.IF_RANGE);
        return new Validate<>(validate.stored(), fields, validate.reason(), validate.conditional(), false, false);
    }

    /** A part can be validated if it is the part that is wanted; else what is missing is asked for, which validates as well. */
    private static <S extends Stored> Decision<S> partly(HttpRequest request, Validate<S> validate) {
        return content(request, validate.stored().meta()) != null ? validate : missing(request, validate.stored());
    }

    /** What of a response is wanted if that is one range of it or all, or null. */
    private static Ranges.@Nullable Range wanted(HttpRequest request, StoredMeta meta) {
        if (!request.method().equals(Method.GET)) {
            return null;
        }
        return switch (ranges(request, meta)) {
            case Ranges.All all ->
                request.fields().contains(FieldName.RANGE) ? null : new Ranges.Range(0, meta.size() - 1);
            case Ranges.Some some -> some.parts().size() == 1 ? some.parts().getFirst() : null;
            case Ranges.Unsatisfiable none -> null;
        };
    }

    /**
     * Parts may be joined only if a strong validator says that they belong together (§3.4). What nothing is here of is asked for
     * as the client asks.
     */
    private static <S extends Stored> Decision<S> missing(HttpRequest request, S chosen) {
        StoredMeta meta = chosen.meta();
        Held held = meta.held();
        String etag = meta.etag();
        Ranges.Range wanted = wanted(request, meta);
        if (held == null || etag == null || !EntityTags.isStrong(etag) || wanted == null) {
            return new Forward<>(Reason.PARTIAL);
        }
        Ranges.Range missing = held.missing(wanted);
        if (missing.equals(wanted) && request.fields().contains(FieldName.RANGE)) {
            return new Forward<>(Reason.PARTIAL);
        }
        boolean toEnd = missing.last() == meta.size() - 1;
        Fields fields = request.fields()
                .edit()
                .removeAll(CONDITIONS)
                .set(FieldName.RANGE, "bytes=" + missing.first() + '-' + (toEnd ? "" : missing.last()))
                .set(FieldName.IF_RANGE, etag)
                .done();
        return new Complete<>(chosen, fields);
    }
}
