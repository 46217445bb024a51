package io.telpher.httpnetty.loop;

import io.telpher.core.Tries;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.Loop;

/** An exchange that has a loop, on which its requests go out. */
interface OnLoop {
    /** The loop of the connection on which the request came. */
    Loop loop();

    /** An exchange beside one that is served, or detached from it. */
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

        @Override
        public Exchange beside(Tries elsewhere) {
            return begin(new Beside(peer(), startedNanos(), loop), elsewhere);
        }

        @Override
        public Exchange detached() {
            return alike(new Beside(peer(), startedNanos(), loop));
        }
    }
}
