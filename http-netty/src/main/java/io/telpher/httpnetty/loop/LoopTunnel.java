package io.telpher.httpnetty.loop;

import io.telpher.http.Tunnel;
import io.telpher.net.Loop;

/** The origin's end of an upgraded connection, waiting to be joined to the client's. Confined to its loop. */
public final class LoopTunnel implements Tunnel {
    private final Loop loop;
    private final TunnelEnd origin;
    private boolean used;

    public LoopTunnel(Loop loop, TunnelEnd origin) {
        this.loop = loop;
        this.origin = origin;
    }

    /** Joins it to the client's end. What either side sent already goes first. */
    public void open(TunnelEnd client) {
        used = true;
        origin.send(client.arriving());
        client.send(origin.arriving());
    }

    @Override
    public void discard() {
        loop.execute(() -> {
            if (!used) {
                used = true;
                origin.close();
            }
        });
    }
}
