package io.telpher.testkit.loop;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The line between the two ends of one simulated connection, and the misfortunes that a test brings upon it. */
public final class Link {
    private final Line line;
    private final Random random;
    private @Nullable Wire client;
    private @Nullable Wire server;
    private boolean stalled;

    Link(Line line, Random random) {
        this.line = line;
        this.random = random;
    }

    Line line() {
        return line;
    }

    Random random() {
        return random;
    }

    Wire clientEnd() {
        Wire wire = new Wire(this);
        client = wire;
        return wire;
    }

    Wire serverEnd() {
        Wire wire = new Wire(this);
        server = wire;
        return wire;
    }

    @Nullable
    Wire otherEnd(Wire wire) {
        return wire == client ? server : client;
    }

    boolean isStalled() {
        return stalled;
    }

    /** Nothing arrives any more, and nobody is told: a cable pulled out. What is sent meanwhile is kept. */
    public void stall() {
        stalled = true;
    }

    /** The cable is back: what was kept travels on. */
    public void resume() {
        stalled = false;
        resume(client);
        resume(server);
    }

    private static void resume(@Nullable Wire wire) {
        if (wire != null) {
            wire.pump();
        }
    }

    /** Breaks the connection for both ends at once; what is on its way is lost. */
    public void reset() {
        reset(client);
        reset(server);
    }

    private static void reset(@Nullable Wire wire) {
        if (wire != null) {
            wire.reset();
        }
    }
}
