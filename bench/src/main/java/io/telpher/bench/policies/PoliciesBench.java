package io.telpher.bench.policies;

import io.telpher.core.Ending;
import io.telpher.core.Filter;
import io.telpher.core.Outcome;
import io.telpher.core.Priority;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
import io.telpher.core.Timers;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.resilience.breaker.Breaker;
import io.telpher.resilience.breaker.BreakerConfig;
import io.telpher.resilience.breaker.BreakerEvents;
import io.telpher.resilience.breaker.BreakerFilter;
import io.telpher.resilience.bulkhead.Bulkhead;
import io.telpher.resilience.bulkhead.BulkheadConfig;
import io.telpher.resilience.bulkhead.BulkheadEvents;
import io.telpher.resilience.bulkhead.BulkheadFilter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One exchange of no protocol in particular through filters around a service that answers at once: from the call to its end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PoliciesBench {
    /** Which filters. The difference to {@code bare} is what they cost. */
    @Param({"bare", "breaker", "breakers", "bulkhead", "adaptive", "breakers+bulkhead"})
    public String filters = "bare";

    private Service<Request, Reply> service = _ -> new Reply(new Ending());

    /** A request, of which policies ask nothing that costs. */
    record Request() {
        static final Request ONE = new Request();
    }

    /** A reply and its end. */
    record Reply(Ending end) {}

    private static final class OurTraits implements Traits<Request, Reply> {
        static final OurTraits INSTANCE = new OurTraits();

        @Override
        public boolean idempotent(Request request) {
            return true;
        }

        @Override
        public boolean replayable(Request request) {
            return true;
        }

        @Override
        public Priority priority(Request request) {
            return Priority.NORMAL;
        }

        @Override
        public boolean failed(Reply reply) {
            return false;
        }

        @Override
        public Ending end(Reply reply) {
            return reply.end;
        }

        @Override
        public void discard(Reply reply) {}
    }

    /** Nobody waits here: the clock is the machine's, and never calls back. */
    record Clock(Ticker ticker) implements Timers {
        @Override
        public long nanos() {
            return ticker.nanos();
        }

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            throw new IllegalStateException("nobody waits");
        }
    }

    /** Puts the filters around the service. */
    @Setup
    public void build() {
        Waiter waiter = new Waiter(new Clock(Ticker.system()));
        Service<Request, Reply> bare = _ -> new Reply(new Ending());
        service = switch (filters) {
            case "bare" -> bare;
            case "breaker" -> breaker(waiter).then(bare);
            case "breakers" -> breaker(waiter).then(breaker(waiter).then(bare));
            case "bulkhead" -> bulkhead(waiter, "30").then(bare);
            case "adaptive" -> bulkhead(waiter, "adaptive").then(bare);
            case "breakers+bulkhead" ->
                breaker(waiter).then(bulkhead(waiter, "30").then(breaker(waiter).then(bare)));
            default -> throw new IllegalArgumentException(filters);
        };
    }

    private static Filter<Request, Reply> breaker(Waiter waiter) {
        Breaker breaker = new Breaker(BreakerConfig.DEFAULT, waiter.ticker(), BreakerEvents.NONE);
        return new BreakerFilter<>("bench", breaker, OurTraits.INSTANCE);
    }

    private static Filter<Request, Reply> bulkhead(Waiter waiter, String limit) {
        BulkheadConfig config = limit.equals("adaptive") ? BulkheadConfig.found() : BulkheadConfig.of(30);
        Bulkhead bulkhead = new Bulkhead(config, waiter, BulkheadEvents.NONE);
        return new BulkheadFilter<>("bench", bulkhead, OurTraits.INSTANCE);
    }

    /** One exchange. */
    @Benchmark
    public Reply exchange() throws Exception {
        Reply reply = service.call(Request.ONE);
        reply.end.complete(Outcome.DONE);
        return reply;
    }
}
