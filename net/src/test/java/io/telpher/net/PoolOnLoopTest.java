package io.telpher.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.pool.Connector;
import io.telpher.core.pool.Lease;
import io.telpher.core.pool.Pool;
import io.telpher.core.pool.PoolConfig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A carried thread runs inside the call that wakes it, so nobody may wake it while holding what it needs. */
class PoolOnLoopTest {
    private static final PoolConfig ONE =
            new PoolConfig(0, 1, 1, Duration.ofSeconds(60), false, Duration.ofSeconds(60));

    private final Loops loops = new Loops(Transport.best(), 1);
    private final Loop loop = loops.all().getFirst();
    private final Pool<Object> pool = new Pool<>(ONE, new Objects(), loop, Runnable::run);

    private static final class Objects implements Connector<Object> {
        @Override
        public Object open() {
            return new Object();
        }

        @Override
        public void close(Object connection) {}
    }

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void whoWaitsOnTheLoopGetsWhatTheLoopGivesBackWhileNoLockIsHeld() throws Exception {
        Lease<Object> lease = pool.borrow();
        Object connection = lease.connection();
        assertThat(borrowOnTheLoop(lease::close).join()).isSameAs(connection);
    }

    @Test
    void whoWaitsOnTheLoopIsRefusedWhenTheLoopClosesThePoolWhileNoLockIsHeld() throws Exception {
        Lease<Object> lease = pool.borrow();
        Cell<Object> borrowed = borrowOnTheLoop(pool::close);
        assertThatThrownBy(borrowed::join).isInstanceOf(Failure.class);
        lease.close();
    }

    /** Borrows in a thread that the loop carries, which has to wait, and then does {@code next} on the loop. */
    private Cell<Object> borrowOnTheLoop(Runnable next) {
        Cell<Object> borrowed = new Cell<>();
        loop.eventLoop().execute(() -> {
            loop.start(() -> borrow(borrowed));
            try {
                next.run();
            } catch (Throwable e) {
                borrowed.fail(e);
            }
        });
        return borrowed;
    }

    private void borrow(Cell<Object> borrowed) {
        try {
            borrowed.complete(pool.borrow().connection());
        } catch (Exception e) {
            borrowed.fail(e);
        }
    }
}
