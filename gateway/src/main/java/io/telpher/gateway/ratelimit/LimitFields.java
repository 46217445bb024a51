package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients of their limits: {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset} (seconds since 1970) of the
 * one that is nearest, and {@code RateLimit-Policy} and {@code RateLimit} of all (draft-ietf-httpapi-ratelimit-headers-10).
 * An upstream's fields of these names are replaced: ours are the ones that are enforced here.
 */
final class LimitFields {
    private static final FieldName LIMIT = FieldName.of("x-ratelimit-limit");
    private static final FieldName REMAINING = FieldName.of("x-ratelimit-remaining");
    private static final FieldName RESET = FieldName.of("x-ratelimit-reset");
    private static final FieldName RATE_LIMIT = FieldName.of("ratelimit");
    private static final FieldName POLICY = FieldName.of("ratelimit-policy");
    private static final FieldNames OURS = FieldNames.of(LIMIT, REMAINING, RESET, RATE_LIMIT, POLICY);

    private final InstantSource calendar;
    private final @Nullable Field policy;
    private volatile @Nullable Reset last;

    /** A moment as it is told. It changes once a second, for those who ask in turn. */
    private record Reset(long seconds, Field field) {}

    LimitFields(List<UsedLimit> limits, InstantSource calendar) {
        this.calendar = calendar;
        String policies = limits.stream()
                .filter(LimitFields::told)
                .map(limit -> policy(limit.shown(), limit.limit()))
                .collect(Collectors.joining(", "));
        this.policy = policies.isEmpty() ? null : Field.of(POLICY, policies);
    }

    private static boolean told(UsedLimit limit) {
        return limit.config().announce() && !limit.config().shadow();
    }

    /** What can be had at once, and in how long that much comes. */
    private static String policy(String name, Limit limit) {
        long window = limit.windowed() ? limit.periodNanos() : limit.burst() * limit.unitNanos();
        return '"' + name + "\";q=" + limit.burst() + ";w=" + seconds(window);
    }

    /** What can be had at once, as it is told of the nearest. */
    static Field amount(Limit limit) {
        return Field.of(LIMIT, String.valueOf(limit.burst()));
    }

    private Field reset(long seconds) {
        Reset told = last;
        if (told == null || told.seconds != seconds) {
            told = new Reset(seconds, Field.of(RESET, String.valueOf(seconds)));
            last = told;
        }
        return told.field;
    }

    /** Rounded up, but for less than a millisecond. */
    static long seconds(long nanos) {
        return Math.ceilDiv(nanos / 1_000_000, 1_000L);
    }

    /** The response with what the limits said. */
    HttpResponse on(HttpResponse response, Asked asked) {
        Field known = policy;
        Asked.Answer nearest = nearest(asked);
        if (known == null || nearest == null) {
            return response;
        }
        Decision decision = nearest.decision();
        long reset = calendar.millis() + decision.resetNanos() / 1_000_000;
        Fields.Editor fields = response.fields().edit().removeAll(OURS);
        fields.add(nearest.limit().amount());
        fields.add(REMAINING, String.valueOf(decision.remaining()));
        fields.add(reset(Math.ceilDiv(reset, 1000)));
        fields.add(known);
        fields.add(RATE_LIMIT, states(asked));
        return response.withFields(fields.done());
    }

    private static String states(Asked asked) {
        StringBuilder all = new StringBuilder();
        for (Asked.Answer answer : asked.answers()) {
            if (told(answer.limit())) {
                all.append(all.isEmpty() ? "\"" : ", \"").append(answer.limit().shown());
                all.append("\";r=").append(answer.decision().remaining());
                all.append(";t=").append(seconds(answer.decision().resetNanos()));
            }
        }
        return all.toString();
    }

    /** The one that refuses, or that has least left of what it gives. */
    private static Asked.@Nullable Answer nearest(Asked asked) {
        Asked.Answer refusal = asked.refusal();
        if (refusal != null && told(refusal.limit())) {
            return refusal;
        }
        Asked.Answer nearest = null;
        for (Asked.Answer answer : asked.answers()) {
            if (told(answer.limit()) && (nearest == null || left(answer) < left(nearest))) {
                nearest = answer;
            }
        }
        return nearest;
    }

    private static double left(Asked.Answer answer) {
        return (double) answer.decision().remaining() / answer.limit().limit().burst();
    }
}
