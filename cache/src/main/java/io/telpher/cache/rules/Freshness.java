package io.telpher.cache.rules;

import io.telpher.cache.fields.CacheControl;
import io.telpher.cache.fields.Seconds;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For how long a response is fresh, and how old it was when it came (RFC 9111 §4.2).
 *
 * @param seconds from age 0 on
 * @param source who says so
 */
record Freshness(long seconds, Source source) {
    /** Who says for how long. */
    enum Source {
        /** {@code s-maxage}. */
        SHARED,
        /** {@code max-age} or {@code Expires}. */
        EXPLICIT,
        /** Ten percent of the time since it was modified. */
        HEURISTIC,
        /** The operator. */
        POLICY,
        /** Nobody: what we would have assumed is not, since the request has a cookie. */
        COOKIE,
        /** The same, since a page pretends to be a file. */
        PAGE,
        /** Nobody. */
        NOBODY
    }

    /** Statuses that may be fresh though nobody says so (RFC 9110 §15.1). */
    private static final Set<Integer> HEURISTICALLY =
            Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);

    /** True if somebody who may said so: the response itself. */
    boolean explicit() {
        return source == Source.SHARED || source == Source.EXPLICIT;
    }

    /** What the response itself says, or null if nothing (§4.2.1). */
    static @Nullable Freshness explicit(CacheControl control, Fields fields, long dateSeconds) {
        if (control.sharedMaxAge() != Seconds.ABSENT) {
            return new Freshness(control.sharedMaxAge(), Source.SHARED);
        }
        if (control.maxAge() != Seconds.ABSENT) {
            return new Freshness(control.maxAge(), Source.EXPLICIT);
        }
        if (control.targeted() || !fields.contains(FieldName.EXPIRES)) {
            return null;
        }
        Long expires = expires(fields, dateSeconds);
        long seconds = expires == null ? 0 : Math.clamp(expires - dateSeconds, 0, Seconds.MAX);
        return new Freshness(seconds, Source.EXPLICIT);
    }

    /** A date that is none, and two that are not the same, are in the past (§5.3). */
    private static @Nullable Long expires(Fields fields, long nowSeconds) {
        List<String> lines = fields.values(FieldName.EXPIRES);
        for (String line : lines) {
            if (!line.equals(lines.getFirst())) {
                return null;
            }
        }
        return HttpDate.seconds(lines.getFirst(), nowSeconds);
    }

    /** What is assumed where it says nothing (§4.2.2): of a part (206) what would be of the whole. */
    static Freshness assumed(
            CachePolicy policy, int status, boolean isPublic, @Nullable Long modified, long dateSeconds) {
        Long negative = policy.negativeSeconds().get(status);
        if (negative != null) {
            return new Freshness(Math.clamp(negative, 0, Seconds.MAX), Source.POLICY);
        }
        if ((status == 200 || status == 206) && policy.silentSeconds() != Seconds.ABSENT) {
            return new Freshness(Math.min(policy.silentSeconds(), Seconds.MAX), Source.POLICY);
        }
        if (modified == null || modified >= dateSeconds || !(HEURISTICALLY.contains(status) || isPublic)) {
            return none(Source.NOBODY);
        }
        long share = (long) ((dateSeconds - modified) * policy.heuristicShare());
        return new Freshness(Math.min(share, policy.heuristicMaxSeconds()), Source.HEURISTIC);
    }

    /** None at all. */
    static Freshness none(Source why) {
        return new Freshness(0, why);
    }

    /**
     * The age of a response when it came (§4.2.3): the larger of what its date and what the caches before us say, who did
     * not know how long it took to come. Dates have whole seconds, so ours has, too, where they are compared.
     */
    static long initialAgeMillis(Fields fields, @Nullable Long date, long requestMillis, long responseMillis) {
        long apparent = date == null ? 0 : Math.max(0, Math.floorDiv(responseMillis, 1_000) - date);
        String text = fields.value(FieldName.AGE);
        long told = text == null ? 0 : Math.max(0, Seconds.age(text));
        long delay = Math.max(0, responseMillis - requestMillis);
        return Math.max(Math.min(apparent, Seconds.MAX) * 1_000, told * 1_000 + Math.min(delay, Seconds.MAX * 1_000));
    }
}
