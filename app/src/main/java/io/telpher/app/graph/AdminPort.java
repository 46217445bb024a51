package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.admin.AdminConfig;
import io.telpher.app.admin.AdminHandler;
import io.telpher.app.admin.AdminToken;
import io.telpher.app.admin.CacheAnswers;
import io.telpher.app.admin.Running;
import io.telpher.app.cli.Version;
import io.telpher.app.listener.Listeners;
import io.telpher.app.reload.Ready;
import io.telpher.app.snapshot.SnapshotHandler;
import io.telpher.core.Verdict;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.HttpServer;
import io.telpher.httpnetty.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin port. It moves when its address changes, and answers to the names that the configuration says. */
final class AdminPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminPort.class);
    private static final HttpHandler NOTHING = _ -> {
        throw new IllegalStateException("not yet");
    };

    private static final HttpEvents EVENTS = new HttpEvents() {
        @Override
        public void bug(@Nullable HttpRequest request, Throwable thrown) {
            LOG.error("a mistake of ours on the admin port while serving {}", request, thrown);
        }
    };

    private final Parts parts;
    private final Running running;
    private final CacheAnswers caches;
    private final SnapshotHandler snapshots;
    private volatile HttpHandler handler = NOTHING;
    private @Nullable InetSocketAddress place;
    private @Nullable HttpServer server;

    AdminPort(Parts parts, Running running, CacheAnswers caches) {
        this.parts = parts;
        this.running = running;
        this.caches = caches;
        this.snapshots = new SnapshotHandler(parts.options().state(), parts.waiter());
    }

    /** Where it listens. */
    InetSocketAddress address() {
        HttpServer bound = server;
        if (bound == null) {
            throw new IllegalStateException("not started");
        }
        return bound.address();
    }

    /** Makes ready what {@code config} says; what the command line says counts for more. */
    Ready ready(AdminConfig config) throws CannotStart {
        InetSocketAddress named = parts.options().admin();
        InetSocketAddress wanted = named != null ? named : new InetSocketAddress(config.address(), config.port());
        HttpHandler next;
        try {
            AdminToken token = AdminToken.in(parts.options().state());
            next = new AdminHandler(
                    config,
                    token,
                    AdminToken.forCaches(config),
                    running,
                    parts.metrics(),
                    caches,
                    snapshots,
                    Version.number());
        } catch (IOException e) {
            throw CannotStart.of(e);
        }
        HttpServer moved = wanted.equals(place) ? null : bind(wanted);
        return new Ready() {
            @Override
            public void take() {
                handler = next;
                if (moved != null) {
                    HttpServer before = server;
                    server = moved;
                    place = wanted;
                    moved.accept();
                    if (before != null) {
                        before.drain();
                    }
                }
            }

            @Override
            public void undo() {
                if (moved != null) {
                    moved.close();
                }
            }
        };
    }

    private HttpServer bind(InetSocketAddress wanted) throws CannotStart {
        HttpServer made = new HttpServer(
                parts.loops(),
                "admin",
                wanted,
                ServerSettings.DEFAULT,
                null,
                EVENTS,
                _ -> Verdict.admit(),
                _ -> handler);
        Listeners.bind(made, wanted);
        return made;
    }

    @Override
    public void close() {
        HttpServer bound = server;
        if (bound != null) {
            bound.close();
        }
    }
}
