package io.telpher.resilience.limit;

import io.telpher.core.Ticker;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.resilience.limit.LocalChecks.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts in this process, each batch in one step. It keeps every limit that it has been asked about, for as long as it
 * lives itself: whoever asks has them from a configuration.
 */
public final class LocalLimiter implements Limiter {
    private final Ticker ticker;
    private final int keysMax;
    private final Counter shared;
    private final Map<Limit, LocalLimit> limits = new ConcurrentHashMap<>();

    /**
     * Nothing counted yet.
     *
     * @param ticker what time it is; fixed windows begin at multiples of their period on it
     * @param keysMax how many keys of each limit are told apart
     * @param shared counts the keys that had to take over what another had used, because too many came
     */
    public LocalLimiter(Ticker ticker, int keysMax, Counter shared) {
        this.shared = shared;
        this.ticker = ticker;
        this.keysMax = keysMax;
    }

    @Override
    public List<Decision> check(List<Check> checks) {
        if (checks.isEmpty()) {
            return List.of();
        }
        List<Asked> asked = new ArrayList<>(checks.size());
        for (Check check : checks) {
            asked.add(
                    new Asked(limit(check.limit()), check.key(), check.cost(), check.binding(), check.patienceNanos()));
        }
        return LocalChecks.check(asked, ticker.nanos());
    }

    private LocalLimit limit(Limit limit) {
        LocalLimit known = limits.get(limit);
        return known != null ? known : limits.computeIfAbsent(limit, key -> new LocalLimit(key, keysMax, shared));
    }
}
