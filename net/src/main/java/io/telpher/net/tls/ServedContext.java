package io.telpher.net.tls;

import io.telpher.net.tls.wire.HelloFacts;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** An identity and its native context, which is made when the first client needs it: most of a thousand rarely do. */
final class ServedContext {
    private static final int P256_BITS = 256;

    private final ServedIdentity served;
    private final List<String> protocols;
    private final AtomicReference<@Nullable ServerContext> made = new AtomicReference<>();
    private volatile boolean released;

    ServedContext(ServedIdentity served, List<String> protocols) {
        this.served = served;
        this.protocols = protocols;
    }

    ServedIdentity served() {
        return served;
    }

    /** The context. Any thread, without locks: of two that are made at once, one goes. */
    ServerContext context() throws SSLException {
        ServerContext known = made.get();
        if (known != null) {
            return known;
        }
        ServerContext fresh = new ServerContext(served, protocols);
        ServerContext first = made.compareAndExchange(null, fresh);
        if (first != null) {
            fresh.release();
            return first;
        }
        if (released) {
            release();
        }
        return fresh;
    }

    /** True if the client can verify its signatures. */
    boolean suits(HelloFacts hello) {
        if (served.identity().certificate().getPublicKey() instanceof ECPublicKey key) {
            boolean p256 = key.getParams().getCurve().getField().getFieldSize() == P256_BITS;
            return p256 ? hello.p256() : hello.p384();
        }
        return true;
    }

    /** True if its signatures cost less: those of elliptic curves. */
    boolean cheap() {
        return served.identity().certificate().getPublicKey() instanceof ECPublicKey;
    }

    void rotateTickets() {
        ServerContext known = made.get();
        if (known != null) {
            known.rotateTickets();
        }
    }

    /** How many sessions were resumed. */
    long resumed() {
        ServerContext known = made.get();
        return known == null || released ? 0 : known.resumed();
    }

    void release() {
        released = true;
        ServerContext known = made.getAndSet(null);
        if (known != null) {
            known.release();
        }
    }
}
