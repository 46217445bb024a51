package io.telpher.cache.filter;

import io.telpher.cache.rules.Deciding;
import io.telpher.cache.store.Entry;
import io.telpher.core.Copies;
import io.telpher.core.Ending;
import io.telpher.core.Outcome;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.http.HttpTraits;
import java.util.List;

/** What coalescing may know of fetches: who asks may get what another had fetched if the rules say that it answers him. */
final class FetchTraits implements Traits<Asked, Fetched> {
    private static final HttpTraits HTTP = HttpTraits.INSTANCE;
    private static final Ending ENDED = Ending.of(Outcome.DONE);

    private final Deciding deciding;
    private final SteadyTime time;

    FetchTraits(Deciding deciding, SteadyTime time) {
        this.deciding = deciding;
        this.time = time;
    }

    @Override
    public boolean idempotent(Asked asked) {
        return true;
    }

    @Override
    public boolean replayable(Asked asked) {
        return HTTP.replayable(asked.request());
    }

    @Override
    public boolean failed(Fetched fetched) {
        return false;
    }

    @Override
    public Ending end(Fetched fetched) {
        return ENDED;
    }

    @Override
    public void discard(Fetched fetched) {
        fetched.discard();
    }

    /** As far as anybody knows before it is there. */
    @Override
    public boolean kept(Asked asked) {
        return true;
    }

    @Override
    public Asked detached(Asked asked) {
        return asked.with(HTTP.detached(asked.request()));
    }

    @Override
    public void served(Asked asked, Asked other) {
        HTTP.served(asked.request(), other.request());
    }

    @Override
    public void joined(Asked asked) {
        HTTP.joined(asked.request());
    }

    @Override
    public Copies<Asked, Fetched> share(Asked request, Fetched fetched, int bytesMax, Waiter waiter) {
        return new Copies<>() {
            private boolean taken;

            @Override
            public Fetched copy(Asked asked) {
                Fetched copy = forOne(asked, fetched);
                taken |= copy == fetched;
                return copy;
            }

            @Override
            public void run() {
                Runnable content = fetched.content();
                if (!taken) { // before it comes: who holds it counts as one who may yet begin to read
                    fetched.discard(); // what is held, and what is for nobody because the one who asked has gone
                }
                content.run();
            }
        };
    }

    /** True if others may use it now. */
    boolean fresh(Entry entry) {
        return entry.meta().fresh(time.millis());
    }

    /** What somebody gets of it. An answer that is another's own is nothing for him. */
    Fetched forOne(Asked asked, Fetched fetched) {
        return switch (fetched) {
            case Fetched.Shared shared when shared.who() == asked.who() -> shared.own(asked);
            case Fetched.Shared shared ->
                shared.copy(asked, deciding.decide(time.millis(), asked.request(), List.of(shared.entry())));
            case Fetched.Own own when own.who() == asked.who() -> own;
            case Fetched.Own own -> new Fetched.Nothing(false);
            case Fetched.Ready ready -> ready;
            case Fetched.Nothing nothing -> nothing;
        };
    }
}
