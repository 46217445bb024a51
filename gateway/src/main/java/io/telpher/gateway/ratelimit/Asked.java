package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Decision;
import io.telpher.http.Exchange;
import io.telpher.resilience.limit.LocalLimit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the limits of a route said of a request.
 *
 * @param by who asked them
 * @param now when
 * @param answers what each said, but for those that do not go for it
 * @param refusal the answer that keeps it out, which of several is the one that does so longest; or null
 */
record Asked(
        RateLimitFilter by,
        long now,
        List<Answer> answers,
        @Nullable Answer refusal) implements Exchange.Limited {

    /** What one limit said, of whose key; null if the request lacks it. */
    record Answer(UsedLimit limit, @Nullable String key, Decision decision) {
        boolean refuses() {
            return !decision.allowed() && !limit.config().shadow();
        }
    }

    static Asked of(RateLimitFilter by, long now, List<Answer> answers) {
        Answer refusal = null;
        for (Answer answer : answers) {
            if (answer.refuses() && (refusal == null || answer.decision.retryNanos() > refusal.decision.retryNanos())) {
                refusal = answer;
            }
        }
        return new Asked(by, now, List.copyOf(answers), refusal);
    }

    /** Together with what was asked later. */
    Asked and(Asked later) {
        List<Answer> both = new ArrayList<>(answers);
        both.addAll(later.answers);
        return of(by, now, both);
    }

    /** Gives back what was taken, because others refused. */
    void giveBack() {
        for (Answer answer : answers) {
            LocalLimit local = answer.limit.local();
            if (local != null
                    && answer.key != null
                    && answer.decision.allowed()
                    && !answer.limit.config().shadow()) {
                local.giveBack(answer.key, answer.limit.config().cost(), now);
            }
        }
    }

    /** How long the request waits for its turn. */
    long waitNanos() {
        long longest = 0;
        for (Answer answer : answers) {
            if (!answer.limit.config().shadow()) {
                longest = Math.max(longest, answer.decision.waitNanos());
            }
        }
        return longest;
    }

    @Override
    public @Nullable String word() {
        if (refusal != null) {
            return refusal.limit.shown();
        }
        for (Answer answer : answers) {
            if (!answer.decision.allowed()) {
                return "shadow " + answer.limit.shown();
            }
        }
        return null;
    }
}
