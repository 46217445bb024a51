package io.telpher.cache.rules;

import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Complete;
import io.telpher.cache.rules.Decision.Validate;
import io.telpher.cache.rules.Outcome.Again;
import io.telpher.cache.rules.Outcome.Change;
import io.telpher.cache.rules.Outcome.Join;
import io.telpher.cache.rules.Outcome.Pass;
import io.telpher.cache.rules.Outcome.ServeStale;
import io.telpher.cache.rules.Outcome.Use;
import io.telpher.http.ContentRange;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what the origin's answer does to what is stored (RFC 9111 §3.2, §3.4, §4.3.3 to §4.3.5). Pure. */
public final class Updating {
    /** What {@code stale-if-error} is about (RFC 5861 §4). */
    private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

    private final CachePolicy policy;
    private final Storing storing;
    private final Freshening freshening;

    /** Updates by this policy. */
    public Updating(CachePolicy policy) {
        this.policy = policy;
        this.storing = new Storing(policy);
        this.freshening = new Freshening(storing);
    }

    /**
     * The answer to a request that went on as it was.
     *
     * @param stored all that is stored for its key
     */
    public <S extends Stored> Outcome<S> forwarded(HttpRequest request, List<S> stored, Reply reply) {
        Storable storable = reply.storable(storing, request);
        Join<S> joined = reply.status() == 206 ? join(request, stored, storable, reply) : null;
        return joined != null ? joined : new Pass<>(storable, gone(storable, stored));
    }

    /**
     * The answer to a validation; if it was a HEAD, {@link #head} has more to say.
     *
     * @param request the client's
     * @param stored all that is stored for its key
     */
    public <S extends Stored> Outcome<S> validated(
            long nowMillis, HttpRequest request, Validate<S> asked, List<S> stored, Reply reply) {
        if (reply.status() == 304) {
            return asked.conditional() ? confirmed(request, asked, stored, reply) : new Again<>();
        }
        if (ERRORS.contains(reply.status()) && asked.onError()) {
            return stale(nowMillis, request, asked);
        }
        Storable storable = reply.storable(storing, request);
        List<S> gone = gone(storable, stored);
        boolean wrong = storable instanceof Storable.Refuse(Storable.Reason reason)
                && !reason.ofRequest()
                && reply.status() < 500;
        return new Pass<>(storable, wrong ? List.of(asked.stored()) : gone);
    }

    /** There was no answer; null if the client must be told. */
    public <S extends Stored> @Nullable Outcome<S> failed(long nowMillis, HttpRequest request, Validate<S> asked) {
        return asked.onFailure() ? stale(nowMillis, request, asked) : null;
    }

    /** The answer to a request for what is missing. */
    public <S extends Stored> Outcome<S> completed(
            HttpRequest request, Complete<S> asked, List<S> stored, Reply reply) {
        HttpRequest sent = request.withFields(asked.fields());
        if (reply.status() == 206) {
            Storable storable = reply.storable(storing, sent);
            return together(request, join(sent, List.of(asked.stored()), storable, reply));
        }
        boolean another =
                reply.status() == 200 && request.fields().contains(FieldName.RANGE); // of which a part is wanted
        if (another || reply.status() == 304 || reply.status() == 412 || reply.status() == 416) {
            return new Again<>();
        }
        return forwarded(request, stored, reply);
    }

    /** What the client wants, if the parts have it together and what came is no more than that. */
    private static <S extends Stored> Outcome<S> together(HttpRequest request, @Nullable Join<S> joined) {
        if (joined == null) {
            return new Again<>();
        }
        Content content = Deciding.content(request, joined.now().meta());
        boolean fits = switch (content) {
            case Content.Whole all -> true;
            case Content.Parts(List<Ranges.Range> parts) ->
                parts.getFirst().first() <= joined.place().first()
                        && joined.place().last() <= parts.getLast().last();
            case null, default -> false;
        };
        return fits ? new Join<>(joined.stored(), joined.now(), joined.part(), joined.place(), content) : new Again<>();
    }

    /**
     * What the answer to a HEAD does to stored responses of GET (§4.3.5): it updates them, or shows that they are not the same
     * any more.
     */
    public <S extends Stored> List<Change<S>> head(HttpRequest request, List<S> stored, Reply reply) {
        List<Change<S>> changes = new ArrayList<>();
        S chosen = reply.status() == 200 ? Deciding.choose(request.fields(), stored) : null;
        if (chosen != null) {
            changes.add(
                    Freshening.contradicts(chosen.meta(), reply.fields())
                            ? new Change<>(chosen, Freshening.invalidated(request, chosen))
                            : freshening.change(request, chosen, reply, true));
        }
        return changes;
    }

    private <S extends Stored> Outcome<S> confirmed(
            HttpRequest request, Validate<S> asked, List<S> stored, Reply reply) {
        List<S> selected = Freshening.selected(asked.stored(), stored, reply.fields());
        if (!selected.contains(asked.stored())) {
            return new Again<>();
        }
        List<Change<S>> changes = new ArrayList<>();
        StoredMeta meta = asked.stored().meta();
        for (S each : selected) {
            Change<S> change = freshening.change(request, each, reply, each == asked.stored());
            if (change.now() == null || change.now().meta() != each.meta()) {
                changes.add(change);
            }
            if (each == asked.stored() && change.now() != null) {
                meta = change.now().meta();
            }
        }
        Fields fields = StoredFields.updated(asked.stored().fields(), reply.fields(), reply.responseMillis());
        return new Use<>(asked.stored(), meta, fields, changes);
    }

    private static <S extends Stored> Outcome<S> stale(long nowMillis, HttpRequest request, Validate<S> asked) {
        Content content = Deciding.content(request, asked.stored().meta());
        if (content == null) {
            return new Again<>();
        }
        long age = asked.stored().meta().ageMillis(nowMillis);
        return new ServeStale<>(new Answer<>(asked.stored(), content, age, true, null));
    }

    /** A part and the parts that are stored are one if the same strong validator says so (§3.4). */
    private <S extends Stored> @Nullable Join<S> join(
            HttpRequest request, List<S> stored, Storable storable, Reply reply) {
        ContentRange part = ContentRange.parse(reply.fields().value(FieldName.CONTENT_RANGE));
        if (!(storable instanceof Storable.Store now) || part == null) {
            return null;
        }
        Ranges.Range place = new Ranges.Range(part.first(), part.last());
        for (S each : stored) {
            if (each.meta().variant().answers(request.fields())) {
                StoredMeta joined = each.meta().joined(now.meta(), place);
                if (joined != null) {
                    Fields fields = StoredFields.updated(each.fields(), now.fields(), reply.responseMillis());
                    Storable.Store all = new Storable.Store(joined, fields, now.labels());
                    return new Join<>(each, all, now.meta(), place, null);
                }
            }
        }
        return null;
    }

    /** Those whose place a new response takes, and the oldest if there are too many. */
    private <S extends Stored> List<S> gone(Storable storable, List<S> stored) {
        if (!(storable instanceof Storable.Store now)) {
            return List.of();
        }
        List<S> gone = new ArrayList<>();
        List<S> stay = new ArrayList<>();
        for (S each : stored) {
            boolean same = Objects.equals(each.meta().variant(), now.meta().variant());
            (same ? gone : stay).add(each);
        }
        stay.sort(Comparator.comparingLong(each -> each.meta().storedMillis()));
        int tooMany = stay.size() - (policy.variantsMax() - 1);
        if (tooMany > 0) {
            gone.addAll(stay.subList(0, tooMany));
        }
        return gone;
    }
}
