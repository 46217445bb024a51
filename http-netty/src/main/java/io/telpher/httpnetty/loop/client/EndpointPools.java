package io.telpher.httpnetty.loop.client;

import io.telpher.core.Failure;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.net.Loop;
import io.telpher.net.Loops;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The pools of one endpoint, one for each loop, and the bridge from threads that call to loops that send. */
public final class EndpointPools {
    private final Loops loops;
    private final List<LoopPool> pools;

    /** Empty pools. */
    public EndpointPools(Loops loops, ClientContext context) {
        this.loops = loops;
        AtomicInteger idle = new AtomicInteger();
        AtomicInteger streams = new AtomicInteger();
        this.pools = loops.all().stream()
                .map(loop -> new LoopPool(loop, context, idle, streams))
                .toList();
        pools.forEach(context.limits()::add);
    }

    /** Sends a request from the loop that it came on, else from any, and waits for the response's head. */
    public HttpResponse call(HttpRequest request, boolean fresh) throws Exception {
        Loop loop = request.exchange() instanceof LoopExchange served ? served.loop() : loops.next();
        ClientCall call = new ClientCall(pools.get(loop.index()), request, fresh);
        loop.execute(call);
        try {
            return call.join();
        } catch (InterruptedException e) {
            Failure why = call.interruption();
            loop.execute(() -> call.cancel(why));
            throw why;
        }
    }

    /** Closes what is not in use, and the rest when it comes back. */
    public void close() {
        pools.forEach(LoopPool::close);
    }
}
