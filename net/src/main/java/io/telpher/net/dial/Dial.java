package io.telpher.net.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.net.Connector;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Connects visits to one endpoint, by TCP or UDP as they came. The visit's thread parks until there is a connection, on the visit's own loop. */
public final class Dial implements Service<Visit, Link> {
    private final Connector connector;
    private final boolean fast;

    /** A dial by this connector; {@code fast} if what a client says first travels with the SYN. */
    public Dial(Connector connector, boolean fast) {
        this.connector = connector;
        this.fast = fast;
    }

    @Override
    public Link call(Visit visit) throws Exception {
        Cell<Link> cell = new Cell<>();
        visit.loop().execute(() -> connect(visit, (channel, failure) -> settle(visit, cell, channel, failure)));
        try {
            return cell.join();
        } catch (InterruptedException e) {
            Failure cancelled = Failure.downstream(Failure.Kind.CANCELLED, "the client has gone while we connected");
            if (!cell.fail(cancelled)) {
                cell.value().discard();
            }
            throw cancelled;
        }
    }

    private void connect(Visit visit, BiConsumer<@Nullable Channel, @Nullable Failure> done) {
        switch (visit.origin().transport()) {
            case TCP -> {
                ByteBuf first = fast ? visit.first() : null;
                if (first == null) {
                    connector.connect(visit.loop(), visit.origin().header(), done);
                } else {
                    connector.connect(visit.loop(), visit.origin().header(), first, done);
                }
            }
            case UDP -> connector.datagrams(visit.loop(), visit.origin().datagramBytesMax(), done);
        }
    }

    private void settle(Visit visit, Cell<Link> cell, @Nullable Channel channel, @Nullable Failure failure) {
        if (channel == null) {
            cell.fail(failure == null ? Failure.upstream(Failure.Kind.REFUSED, true, "no connection") : failure);
            return;
        }
        channel.config().setAutoRead(false);
        visit.connected(visit.loop().nanos());
        Link link = new Link(channel, fast && visit.first() != null);
        if (!cell.complete(link)) {
            link.discard();
        }
    }
}
