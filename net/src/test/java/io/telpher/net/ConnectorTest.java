package io.telpher.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectorTest {
    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anAddressToWhichNothingLeadsIsSaidToBeThat(Transport transport) throws Exception {
        if (!transport.available()) {
            return;
        }
        Loops loops = new Loops(transport, 1);
        try {
            Endpoint nowhere = new Endpoint("224.0.0.1", 80); // no kernel routes TCP to a group
            Failure failure = fail(loops.all().getFirst(), new Connector(loops, nowhere, 5 * SECOND, null));
            assertThat(failure.kind()).isEqualTo(Failure.Kind.UNROUTABLE);
            assertThat(failure)
                    .hasMessageStartingWith("224.0.0.1:80 cannot be reached: ")
                    .hasMessageNotContaining("null");
        } finally {
            loops.close();
        }
    }

    private static Failure fail(Loop loop, Connector connector) throws Exception {
        Cell<Failure> failed = new Cell<>();
        loop.execute(() -> connector.connect(loop, (channel, failure) -> {
            if (failure != null) {
                failed.complete(failure);
            } else {
                failed.fail(new AssertionError("connected"));
            }
        }));
        return failed.join();
    }
}
