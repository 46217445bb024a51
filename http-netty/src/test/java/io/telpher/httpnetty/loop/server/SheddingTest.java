package io.telpher.httpnetty.loop.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.Verdict;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.net.flood.Pressure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SheddingTest {
    private static final int KIB = 1024;

    private final List<String> gone = new ArrayList<>();
    private final ServerContext one = context();
    private final ServerContext other = context();
    private final Shedding shedding = new Shedding(() -> List.of(one, other));

    private static ServerContext context() {
        return new ServerContext(
                "test",
                ServerSettings.DEFAULT,
                HttpEvents.NONE,
                _ -> Verdict.admit(),
                _ -> _ -> HttpResponse.text(200, ""),
                Pressure.NONE,
                (_, _) -> {});
    }

    private final class Named implements Accepted {
        private final String name;
        private final Weight weight;
        private final ServerContext context;

        Named(String name, Weight weight, ServerContext context) {
            this.name = name;
            this.weight = weight;
            this.context = context;
            context.add(this);
        }

        @Override
        public Weight weight() {
            return weight;
        }

        @Override
        public void drain() {
            context.remove(this);
            gone.add(name);
        }

        @Override
        public void closeNow(Failure why) {
            context.remove(this);
            gone.add(name);
        }
    }

    private void busy(String name, int oddities, int heldKib, long since) {
        new Named(
                name,
                new Weight(oddities, (long) heldKib * KIB, false, since),
                one.open() > other.open() ? other : one);
    }

    private void idle(String name, long since) {
        new Named(name, new Weight(0, 0, true, since), other);
    }

    @Test
    void thoseWithTheMostOdditiesGoFirstThenThoseThatHoldTheMost() {
        busy("holds 1 MiB", 0, 1024, 0);
        busy("odd", 500, 8, 0);
        busy("odder", 900, 8, 0);
        busy("holds 2 MiB", 0, 2048, 0);
        busy("good", 0, 8, 0);
        assertThat(shedding.closeWorst()).isEqualTo(4);
        assertThat(gone).containsExactly("odder", "odd", "holds 2 MiB", "holds 1 MiB");
    }

    @Test
    void aFewOdditiesAreEverybodys() {
        busy("resets now and then", 15, 8, 0);
        for (int i = 0; i < 4; i++) {
            busy("hoarder", 0, 512, 0);
        }
        shedding.closeWorst();
        assertThat(gone).containsExactly("hoarder", "hoarder", "hoarder", "hoarder");
    }

    @Test
    void ofEqualsThoseGoThatHaveBeenAtItForLongest() {
        for (int i = 0; i < 10; i++) {
            busy("began at " + i, 0, 8, i);
        }
        shedding.closeWorst();
        assertThat(gone).containsExactly("began at 0", "began at 1", "began at 2", "began at 3");
    }

    @Test
    void whoIsIdleAndHoldsNothingIsNotAmongTheWorst() {
        idle("idle", 0);
        assertThat(shedding.closeWorst()).isZero();
        assertThat(gone).isEmpty();
    }

    @Test
    void anEighthOfTheWorstGoesAtATime() {
        for (int i = 0; i < 80; i++) {
            busy("hoarder", 0, 64, 0);
        }
        assertThat(shedding.closeWorst()).isEqualTo(10);
        assertThat(one.open() + other.open()).isEqualTo(70);
    }

    @Test
    void idleConnectionsGoOldestFirstAndBusyOnesStay() {
        for (int i = 99; i >= 0; i--) {
            idle("idle since " + i, i);
        }
        busy("busy", 0, 8, -1);
        assertThat(shedding.closeIdle()).isEqualTo(25);
        assertThat(gone).startsWith("idle since 0", "idle since 1").doesNotContain("busy", "idle since 25");
    }
}
