package io.telpher.engines.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Endpoint;
import io.telpher.core.Subscription;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Announced;
import io.telpher.core.discovery.Watched;
import io.telpher.core.metrics.Metrics;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry does, whichever it is: those of a subclass are real. */
abstract class RegistryContract {
    private static final Endpoint ONE = new Endpoint("127.0.0.1", 9001);
    private static final Endpoint TWO = new Endpoint("10.0.0.2", 9002, 3);

    @TempDir
    Path folder;

    private final Waiter waiter = new Waiter(new SystemTimers());
    private final Metrics metrics = new Metrics();
    private final AtomicReference<List<Endpoint>> told = new AtomicReference<>();
    private Subscription watching;

    /** Starts the registry. */
    abstract void begin() throws Exception;

    /** The service in it. */
    abstract RegistryConfig config();

    /** Ends the registry at once. */
    abstract void kill() throws Exception;

    /** Starts it again, with what it held. */
    abstract void again() throws Exception;

    @BeforeEach
    void watch() throws Exception {
        begin();
        Watched watched = new Watched("web", Registries.source(config()), waiter, new Random(1), metrics);
        watching = watched.follow(told::set);
    }

    @AfterEach
    void stopWatching() {
        watching.close();
    }

    private Announced announced(String id, Endpoint endpoint) throws Exception {
        Announced announced =
                new Announced(Registries.registry(config()), id, endpoint, waiter, new Random(2), metrics);
        announced.start();
        return announced;
    }

    private void seen(Endpoint... endpoints) throws Exception {
        List<Endpoint> wanted = List.of(endpoints);
        Eventually.see(
                () -> told.get() == null
                        ? List.of(new Endpoint("nothing.yet", 1))
                        : told.get().stream()
                                .sorted(Comparator.comparing(Endpoint::port))
                                .toList(),
                wanted::equals);
    }

    private long up() {
        return metrics.gauges().get("telpher_discovery_up").with("web").value();
    }

    @Test
    void whoAnnouncesItselfIsSeenUntilItLeaves() throws Exception {
        seen();
        Announced one = announced("one", ONE);
        seen(ONE);
        Announced two = announced("two", TWO);
        seen(ONE, TWO);
        one.close();
        seen(TWO);
        two.close();
        seen();
    }

    @Test
    void whileTheRegistryIsAwayTheLastListStandsAndThenTheNewOneIsSeen() throws Exception {
        Announced one = announced("one", ONE);
        seen(ONE);
        kill();
        Eventually.see(this::up, value -> value == 0);
        assertThat(told.get()).containsExactly(ONE);
        again();
        Announced two = announced("two", TWO);
        seen(ONE, TWO);
        assertThat(up()).isEqualTo(1);
        two.close();
        one.close();
    }
}
