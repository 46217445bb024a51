package io.telpher.resilience.retry;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;

/** What retries and hedges count, for one user of the policy. */
public final class RetryMetrics {
    private final Family<Counter> retries;
    private final Family<Counter> givenUp;
    private final Family<Counter> hedges;
    private final String route;

    /** Why a call that failed was not tried again. */
    enum GivenUp {
        /** All attempts were made. */
        ATTEMPTS,
        /** The budget is exhausted. */
        BUDGET,
        /** There was no time before the deadline. */
        DEADLINE,
        /** The endpoint wants more patience than is allowed. */
        PATIENCE,
        /** The request may have had an effect, and is not known to be idempotent. */
        UNSAFE,
        /** The request cannot be sent again: too much of its body has gone. */
        BODY;

        private final String label = name().toLowerCase(java.util.Locale.ROOT);
    }

    /** How a hedge ended. */
    enum Hedged {
        WON,
        LOST,
        FAILED,
        NOWHERE;

        private final String label = name().toLowerCase(java.util.Locale.ROOT);
    }

    /** For a route of this name. */
    public RetryMetrics(Metrics metrics, String route) {
        this.route = route;
        this.retries = metrics.counter(
                "telpher_retries_total",
                "Further attempts, by what the one before met (refused, timeout, reset, failed, busy, declined) and how it ended (answered, failed).",
                "route",
                "reason",
                "outcome");
        this.givenUp = metrics.counter(
                "telpher_retry_given_up_total",
                "Calls that failed and were not tried again: attempts, budget, deadline, patience, unsafe or body.",
                "route",
                "why");
        this.hedges = metrics.counter(
                "telpher_hedges_total",
                "Second requests beside a slow one: won, lost, failed, or nowhere to send it; no-budget if not sent.",
                "route",
                "outcome");
    }

    void retried(Reason reason, boolean answered) {
        retries.with(route, reason.label(), answered ? "answered" : "failed").increment();
    }

    void gaveUp(GivenUp why) {
        givenUp.with(route, why.label).increment();
    }

    void hedged(Hedged how) {
        hedges.with(route, how.label).increment();
    }

    void hedgeWithoutBudget() {
        hedges.with(route, "no-budget").increment();
    }
}
