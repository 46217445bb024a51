package io.telpher.engines.redis;

import io.telpher.core.Cell;
import io.telpher.core.limit.Decision;
import java.util.List;

/** Checks that one server takes together or not at all, and the place where its answer comes. */
class LimitGroup extends Cell<LimitAnswers> {
    private final List<LimitAsk> asks;
    private int first;

    LimitGroup(List<LimitAsk> asks) {
        this.asks = asks;
    }

    List<LimitAsk> asks() {
        return asks;
    }

    /** Its answers begin with this one of those in the reply. */
    void answered(LimitAnswers answers, int index) {
        first = index;
        complete(answers);
    }

    /** True if the script could not get at a key. */
    boolean failed() {
        return value().failed(first);
    }

    /** True if all were allowed, and so all were taken. */
    boolean taken() {
        for (int i = 0; i < asks.size(); i++) {
            if (!value().allowed(first + i)) {
                return false;
            }
        }
        return true;
    }

    Decision decision(int index) {
        return value().decision(asks.get(index), first + index, taken());
    }

    /** What a cost that was not asked for is told when there is no room for it. */
    Decision refusal(long cost) {
        return value().refusal(asks.getFirst().with(cost), first);
    }

    /** Units on lease. */
    long granted() {
        return value().granted(first);
    }
}
