package io.telpher.gateway.retry;

import io.telpher.http.Grpc;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.resilience.retry.Reason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * After what a request is tried again.
 *
 * @param reasons what they are
 * @param statuses only these of 500 and more; none means all that may pass
 */
record Causes(Set<Reason> reasons, Set<Integer> statuses) {

    /** Of what is written; without it, all but what only its writer can know to be harmless. */
    static Causes of(@Nullable List<Cause> written) {
        if (written == null) {
            return new Causes(Set.copyOf(EnumSet.complementOf(EnumSet.of(Reason.DECLINED))), Set.of());
        }
        if (written.isEmpty()) {
            throw new IllegalArgumentException("\"on\" is empty: leave \"retry\" out, or say attempts: 1");
        }
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        Set<Integer> statuses = new TreeSet<>();
        boolean all = false;
        for (Cause cause : written) {
            reasons.add(cause.reason());
            if (cause.reason() == Reason.FAILED) {
                all |= cause.status() == Cause.ANY;
                statuses.add(cause.status());
            }
        }
        return new Causes(Set.copyOf(reasons), all ? Set.of() : Set.copyOf(statuses));
    }

    /** The reason that a response is, or null if it is the answer. */
    @Nullable
    Reason of(HttpResponse response) {
        int status = response.status();
        if (status == Cause.TOO_MANY) {
            return reasons.contains(Reason.BUSY) ? Reason.BUSY : null;
        }
        if (!HttpTraits.INSTANCE.failed(response)) {
            return null;
        }
        if (status >= 500) {
            return passes(status) ? Reason.FAILED : null;
        }
        int grpc = Grpc.status(response.fields()); // it ended with its head, so nothing was passed on
        if (grpc == Grpc.UNAVAILABLE && reasons.contains(Reason.DECLINED)) {
            return Reason.DECLINED;
        }
        return passes(Grpc.asHttp(grpc)) ? Reason.FAILED : null;
    }

    private boolean passes(int status) {
        return reasons.contains(Reason.FAILED) && (statuses.isEmpty() || statuses.contains(status));
    }
}
