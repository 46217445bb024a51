package io.telpher.net.dial;

import io.telpher.core.Ending;
import io.telpher.core.Traits;

/** What policies may know of layer 4: to connect has no effect yet, so that it may be done again as often as one likes. */
public final class DialTraits implements Traits<Visit, Link> {
    /** The only one. */
    public static final DialTraits INSTANCE = new DialTraits();

    private DialTraits() {}

    @Override
    public boolean idempotent(Visit visit) {
        return true;
    }

    @Override
    public boolean replayable(Visit visit) {
        return true;
    }

    @Override
    public boolean failed(Link link) {
        return false;
    }

    @Override
    public long askedNanos(Visit visit) {
        return visit.pickedNanos();
    }

    @Override
    public Ending end(Link link) {
        return link.ending();
    }

    @Override
    public void discard(Link link) {
        link.discard();
    }
}
