package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
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
    private static final int COUNT = 5;
    private static final int STATE_ROOM = 40;

    private final LimitClock clock;
    private final InstantSource calendar;
    private final @Nullable Field policy;
    private volatile @Nullable Reset last;

    /**
     * What clients are told of a limit, as far as it is always the same.
     *
     * @param amount what can be had at once
     * @param policy its name, that amount, and in how long so much comes
     * @param remaining its name, and what stands before what can be had still
     */
    record Told(Field amount, String policy, String remaining) {
        static Told of(String name, Limit limit) {
            long window = limit.windowed() ? limit.periodNanos() : limit.burst() * limit.unitNanos();
            return new Told(
                    Field.of(LIMIT, limit.burst()),
                    '"' + name + "\";q=" + limit.burst() + ";w=" + seconds(window),
                    '"' + name + "\";r=");
        }
    }

    /**
     * A second as it is told, for those who ask in turn.
     *
     * @param endNanos when it ends by the clock of limits
     */
    private record Reset(long endNanos, Field field) {
        private static final long SECOND_NANOS = 1_000_000_000;

        static Reset of(long atNanos, long millis) {
            long seconds = Math.ceilDiv(millis, 1_000L);
            return new Reset(atNanos + (seconds * 1_000 - millis) * 1_000_000, Field.of(RESET, seconds));
        }

        boolean holds(long atNanos) {
            long left = endNanos - atNanos;
            return left >= 0 && left < SECOND_NANOS;
        }
    }

    LimitFields(List<UsedLimit> limits, FeatureContext context) {
        this.clock = LimitClock.of(context);
        this.calendar = context.calendar();
        String policies = limits.stream()
                .map(UsedLimit::told)
                .filter(Objects::nonNull)
                .map(Told::policy)
                .collect(Collectors.joining(", "));
        this.policy = policies.isEmpty() ? null : Field.of(POLICY, policies);
    }

    /** The calendar may be set while we run, so it is asked for each second anew. */
    private Field reset(long atNanos) {
        Reset told = last;
        if (told == null || !told.holds(atNanos)) {
            told = Reset.of(atNanos, calendar.millis() + (atNanos - clock.nanos()) / 1_000_000);
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
        Asked.Answer nearest = known == null ? null : nearest(asked);
        Told told = nearest == null ? null : nearest.limit().told();
        if (known == null || nearest == null || told == null) {
            return response;
        }
        Decision decision = nearest.decision();
        return response.withFields(response.fields()
                .edit(COUNT)
                .removeAll(OURS)
                .add(told.amount)
                .add(Field.of(REMAINING, decision.remaining()))
                .add(reset(asked.now() + decision.resetNanos()))
                .add(known)
                .add(states(asked))
                .done());
    }

    private static Field states(Asked asked) {
        Field.Text all = new Field.Text(RATE_LIMIT, STATE_ROOM);
        String before = "";
        for (Asked.Answer answer : asked.answers()) {
            Told told = answer.limit().told();
            if (told != null) {
                all.add(before).add(told.remaining).add(answer.decision().remaining());
                all.add(";t=").add(seconds(answer.decision().resetNanos()));
                before = ", ";
            }
        }
        return all.done();
    }

    /** The one that refuses, or that has least left of what it gives. */
    private static Asked.@Nullable Answer nearest(Asked asked) {
        Asked.Answer refusal = asked.refusal();
        if (refusal != null && refusal.limit().told() != null) {
            return refusal;
        }
        Asked.Answer nearest = null;
        for (Asked.Answer answer : asked.answers()) {
            if (answer.limit().told() != null && (nearest == null || left(answer) < left(nearest))) {
                nearest = answer;
            }
        }
        return nearest;
    }

    private static double left(Asked.Answer answer) {
        return (double) answer.decision().remaining() / answer.limit().limit().burst();
    }
}
