package io.telpher.net.splice;

import io.netty.channel.Channel;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Stays;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the connections of one listener share. */
final class SpliceContext {
    private final String listener;
    private final SpliceSettings settings;
    private final Service<Visit, Link> dial;
    private final Predicate<@Nullable String> clientFirst;
    private final DialEvents events;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Stays stays = new Stays(this::gone);
    private volatile @Nullable Runnable whenGone;

    SpliceContext(
            String listener,
            SpliceSettings settings,
            Service<Visit, Link> dial,
            Predicate<@Nullable String> clientFirst,
            DialEvents events) {
        this.listener = listener;
        this.settings = settings;
        this.dial = dial;
        this.clientFirst = clientFirst;
        this.events = events;
    }

    String listener() {
        return listener;
    }

    SpliceSettings settings() {
        return settings;
    }

    Service<Visit, Link> dial() {
        return dial;
    }

    boolean clientFirst(@Nullable String serverName) {
        return clientFirst.test(serverName);
    }

    DialEvents events() {
        return events;
    }

    int open() {
        return open.size();
    }

    void add(Channel client) {
        stays.enter();
        open.add(client);
        events.opened(listener);
        client.closeFuture().addListener(_ -> {
            open.remove(client);
            events.closed(listener);
            stays.leave();
        });
    }

    void whenGone(Runnable task) {
        whenGone = task;
        stays.leave();
    }

    private void gone() {
        Runnable task = whenGone;
        if (task != null) {
            task.run();
        }
    }

    /** Breaks every connection. Any thread. */
    void closeAll() {
        for (Channel client : open) {
            client.eventLoop().execute(() -> {
                client.pipeline()
                        .fireExceptionCaught(new Failure(
                                Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "the listener's time is over"));
                client.close();
            });
        }
    }
}
