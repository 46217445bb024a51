package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.http.HttpRequest;
import io.telpher.resilience.limit.LocalChecks;
import io.telpher.resilience.limit.LocalLimit;
import java.util.ArrayList;
import java.util.List;

/**
 * Some limits of a route that are counted in this process, asked in one step.
 *
 * @param limits in the order of the file
 */
record LocalLimits(List<UsedLimit> limits) {
    static final Decision NO_KEY = new Decision(false, 0, 0, Decision.NEVER, 0);

    boolean isEmpty() {
        return limits.isEmpty();
    }

    /** Asks them. */
    List<Asked.Answer> ask(HttpRequest request, long patienceNanos, long now) {
        if (limits.size() == 1) {
            return one(limits.getFirst(), request, patienceNanos, now);
        }
        List<UsedLimit> used = new ArrayList<>(limits.size());
        List<LocalChecks.Asked> checks = new ArrayList<>(limits.size());
        List<Asked.Answer> answers = new ArrayList<>(limits.size());
        for (UsedLimit limit : limits) {
            String key = limit.key(request);
            LocalLimit local = limit.local();
            if (key != null && local != null) {
                used.add(limit);
                checks.add(new LocalChecks.Asked(
                        local, key, limit.config().cost(), !limit.config().shadow(), patience(limit, patienceNanos)));
            } else if (key == null && limit.refusesWithoutKey()) {
                answers.add(new Asked.Answer(limit, null, NO_KEY));
            }
        }
        if (!checks.isEmpty() && answers.stream().noneMatch(Asked.Answer::refuses)) {
            List<Decision> decisions = LocalChecks.check(checks, now);
            for (int i = 0; i < decisions.size(); i++) {
                answers.add(new Asked.Answer(used.get(i), checks.get(i).key(), decisions.get(i)));
            }
        }
        answers.forEach(answer -> answer.limit().count(answer.decision().allowed()));
        return answers;
    }

    /** Who would only be noted is not refused for his haste. */
    private static long patience(UsedLimit limit, long patienceNanos) {
        return limit.config().shadow() ? Check.PATIENT : patienceNanos;
    }

    /** Most routes have one, and need no step that is made of several. */
    private static List<Asked.Answer> one(UsedLimit limit, HttpRequest request, long patienceNanos, long now) {
        String key = limit.key(request);
        LocalLimit local = limit.local();
        if (key != null && local != null) {
            Decision decision = local.take(key, limit.config().cost(), patience(limit, patienceNanos), now);
            limit.count(decision.allowed());
            return List.of(new Asked.Answer(limit, key, decision));
        }
        if (key == null && limit.refusesWithoutKey()) {
            limit.count(false);
            return List.of(new Asked.Answer(limit, null, NO_KEY));
        }
        return List.of();
    }
}
