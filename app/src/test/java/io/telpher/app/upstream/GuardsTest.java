package io.telpher.app.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Priority;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.ManualTimers;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardsTest {
    /** Requests that are nothing but their priority. */
    private static final class Bare implements Traits<Priority, String> {
        @Override
        public Priority priority(Priority request) {
            return request;
        }

        @Override
        public boolean idempotent(Priority request) {
            return true;
        }

        @Override
        public boolean replayable(Priority request) {
            return true;
        }

        @Override
        public boolean failed(String reply) {
            return false;
        }

        @Override
        public Ending end(String reply) {
            throw new AssertionError("nothing that lasts is guarded here");
        }

        @Override
        public void discard(String reply) {}
    }

    private final Metrics metrics = new Metrics();
    private final GuardRegistry registry = new GuardRegistry(new Waiter(new ManualTimers()), metrics);
    private boolean tight;

    private long shed() {
        return metrics.counter("telpher_shed_total", "", "step")
                .with("low-priority")
                .value();
    }

    @Test
    void onlyWhatIsOfLowPriorityIsRefusedAndOnlyWhileTheProcessRunsShort() throws Exception {
        registry.tight(() -> tight);
        Map<Priority, Integer> asked = new EnumMap<>(Priority.class);
        try (Guards<Priority, String> guards = new Guards<>("web", new GuardConfig(null, null), new Bare(), registry)) {
            Service<Priority, String> guarded = guards.around(priority -> {
                asked.merge(priority, 1, Integer::sum);
                return "answer";
            });

            for (Priority priority : Priority.values()) {
                assertThat(guarded.call(priority)).isEqualTo("answer");
            }
            assertThat(shed()).isZero();

            tight = true;
            for (Priority priority : Priority.values()) {
                if (priority != Priority.LOW) {
                    assertThat(guarded.call(priority)).as("%s", priority).isEqualTo("answer");
                }
            }
            Failure refused = catchThrowableOfType(Failure.class, () -> guarded.call(Priority.LOW));
            assertThat(refused.kind()).isEqualTo(Failure.Kind.LIMIT);
            assertThat(asked).as("it went to no upstream").containsEntry(Priority.LOW, 1);
            assertThat(shed()).isEqualTo(1);

            tight = false;
            assertThat(guarded.call(Priority.LOW)).isEqualTo("answer");
        }
    }
}
