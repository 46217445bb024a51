package io.telpher.httpnetty.loop;

import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.Loop;

/** An exchange that has a loop, on which its requests go out. */
interface OnLoop {
    /** The loop of the connection on which the request came. */
    Loop loop();

    /** An exchange beside one that is served. */
    final class Beside extends Exchange implements OnLoop {
        private final Loop loop;

        Beside(Peer peer, long startedNanos, Loop loop) {
            super(peer, startedNanos);
            this.loop = loop;
        }

        @Override
        public Loop loop() {
            return loop;
        }
    }
}
