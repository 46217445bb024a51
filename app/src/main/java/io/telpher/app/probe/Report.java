package io.telpher.app.probe;

import java.util.List;

/** Everything that a probe found, from the lowest layer up. */
record Report(String url, List<Phase> phases, long totalNanos) {
    boolean broken() {
        return phases.stream().anyMatch(Phase::broken);
    }
}
