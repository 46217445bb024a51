package io.telpher.cache.filter;

import io.telpher.cache.filter.growth.Growth;
import io.telpher.core.Copies;
import io.telpher.core.Ending;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import org.jspecify.annotations.Nullable;

/** What other nodes may have of a fetch: all of what is new and may be stored, for them to store it. */
final class NodeTraits implements Traits<Asked, Fetched> {
    private final FetchTraits here;

    NodeTraits(FetchTraits here) {
        this.here = here;
    }

    @Override
    public boolean idempotent(Asked asked) {
        return here.idempotent(asked);
    }

    @Override
    public boolean replayable(Asked asked) {
        return here.replayable(asked);
    }

    @Override
    public boolean failed(Fetched fetched) {
        return here.failed(fetched);
    }

    @Override
    public Ending end(Fetched fetched) {
        return here.end(fetched);
    }

    @Override
    public void discard(Fetched fetched) {
        fetched.discard();
    }

    /** Two copies: one goes on in this node, one to the others. Each holds by itself. */
    @Override
    public @Nullable Copies<Asked, Fetched> share(Asked asked, Fetched fetched, int bytesMax, Waiter waiter) {
        if (!(fetched instanceof Fetched.Shared shared) || shared.own() == null || !here.fresh(shared.entry())) {
            return null;
        }
        boolean held = switch (shared.entry()) {
            case Fresh small -> true;
            case Growth growth -> growth.started() && growth.length() <= bytesMax && growth.hold();
            default -> false;
        };
        if (!held) {
            return null;
        }
        return new Copies<>() {
            @Override
            public Fetched copy(Asked other) {
                return shared;
            }

            @Override
            public void run() {
                shared.content().run();
            }
        };
    }
}
