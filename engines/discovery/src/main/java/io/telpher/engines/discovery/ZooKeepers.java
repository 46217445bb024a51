package io.telpher.engines.discovery;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Registry;
import io.telpher.core.discovery.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service in ZooKeeper: each node below the service's is one endpoint. A session that loses its server is given up and begun
 * anew by whoever tries again, so that there is one way of coming back; what we announce are ephemeral nodes.
 */
final class ZooKeepers implements Source, Registry {
    private static final int SESSION_MILLIS = 15_000;
    private static final long CONNECT_NANOS = 5_000_000_000L;
    private static final long CONFIRM_NANOS = 60_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeepers.class);

    private final RegistryConfig config;
    private final List<ACL> acl;

    ZooKeepers(RegistryConfig config) {
        this.config = config;
        this.acl = config.user() == null ? ZooDefs.Ids.OPEN_ACL_UNSAFE : ZooDefs.Ids.CREATOR_ALL_ACL;
    }

    @Override
    public String text() {
        return config.text();
    }

    @Override
    public void watch(Consumer<List<Endpoint>> told, Waiter waiter) throws IOException, InterruptedException {
        try (Session session = new Session(waiter)) {
            while (true) {
                Cell<Boolean> changed = session.next();
                told.accept(read(session.keeper));
                session.await(changed, CONFIRM_NANOS);
            }
        } catch (KeeperException e) {
            throw words(e);
        }
    }

    private List<Endpoint> read(ZooKeeper keeper) throws KeeperException, InterruptedException {
        List<Endpoint> endpoints = new ArrayList<>();
        if (keeper.exists(config.service(), true) == null) {
            return endpoints;
        }
        for (String child : keeper.getChildren(config.service(), true)) {
            String path = config.service() + "/" + child;
            try {
                byte[] data = keeper.getData(path, true, null);
                String text = data == null ? "" : new String(data, StandardCharsets.UTF_8);
                Endpoint endpoint = Entry.read("ZooKeeper's " + path, text);
                if (endpoint != null) {
                    endpoints.add(endpoint);
                }
            } catch (KeeperException.NoNodeException gone) {
                LOG.debug("{} has gone since its name was read; the list is read again", path);
            }
        }
        return endpoints;
    }

    @Override
    public void hold(String id, Endpoint endpoint, Waiter waiter, Runnable held)
            throws IOException, InterruptedException {
        try (Session session = new Session(waiter)) {
            Cell<Boolean> changed = session.next();
            announce(session.keeper, config.service() + "/" + id, Entry.text(endpoint));
            held.run();
            while (true) {
                session.await(changed, CONFIRM_NANOS);
                changed = session.next();
            }
        } catch (KeeperException e) {
            throw words(e);
        }
    }

    private void announce(ZooKeeper keeper, String path, String text) throws KeeperException, InterruptedException {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            create(keeper, path.substring(0, slash), "", CreateMode.PERSISTENT);
        }
        if (!create(keeper, path, text, CreateMode.EPHEMERAL)) { // of a session of ours that has not ended there yet
            keeper.delete(path, -1);
            create(keeper, path, text, CreateMode.EPHEMERAL);
        }
    }

    private boolean create(ZooKeeper keeper, String path, String text, CreateMode mode)
            throws KeeperException, InterruptedException {
        try {
            keeper.create(path, text.getBytes(StandardCharsets.UTF_8), acl, mode);
            return true;
        } catch (KeeperException.NodeExistsException known) {
            return false;
        }
    }

    /** How the client speaks: TLS where there are authorities to trust, which its Netty does. */
    private static ZKClientConfig client(RegistryConfig config) {
        ZKClientConfig client = new ZKClientConfig();
        Path authorities = config.authorities();
        if (authorities != null) {
            client.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
            client.setProperty(
                    ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
            client.setProperty("zookeeper.ssl.trustStore.location", authorities.toString());
            client.setProperty("zookeeper.ssl.trustStore.type", "PEM");
        }
        return client;
    }

    /** Its client tries again when TLS fails, and does not say why. */
    private String byTls() {
        Path authorities = config.authorities();
        return authorities == null ? "" : ", by TLS with a certificate for its name of " + authorities;
    }

    private static IOException words(KeeperException e) {
        return new IOException("answered " + e.code().name().toLowerCase(java.util.Locale.ROOT), e);
    }

    /** A session that ends when its server is lost. */
    private final class Session implements Watcher, AutoCloseable {
        private final Waiter waiter;
        private final Cell<Boolean> connected = new Cell<>();
        private final AtomicReference<Cell<Boolean>> changed = new AtomicReference<>(new Cell<>());
        private final ZooKeeper keeper;
        private volatile boolean lost;

        Session(Waiter waiter) throws IOException, InterruptedException {
            this.waiter = waiter;
            RegistryConfig.Secret secret = config.secret();
            String password = secret == null ? null : secret.text();
            keeper = new ZooKeeper(String.join(",", config.servers()), SESSION_MILLIS, this, client(config));
            boolean there = false;
            try {
                there = waiter.await(connected, CONNECT_NANOS);
            } finally {
                if (!there) {
                    close();
                }
            }
            if (!there) {
                throw new IOException("no server answered within 5 s" + byTls());
            }
            if (password != null) { // what is asked from now on is asked by the user
                keeper.addAuthInfo("digest", (config.user() + ":" + password).getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void process(WatchedEvent event) {
            switch (event.getState()) {
                case SyncConnected -> connected.complete(true);
                case Disconnected, Expired, AuthFailed, Closed -> lost = true;
                default -> {}
            }
            changed.get().complete(true);
        }

        /** Is done when something happens from now on. */
        Cell<Boolean> next() throws IOException {
            Cell<Boolean> fresh = new Cell<>();
            changed.set(fresh);
            if (lost) {
                throw new IOException("lost the connection");
            }
            return fresh;
        }

        void await(Cell<Boolean> change, long nanos) throws IOException, InterruptedException {
            waiter.await(change, nanos);
            if (lost) {
                throw new IOException("lost the connection");
            }
        }

        /** Ends the session; the interrupt that brought us here must not keep the server from hearing of it. */
        @Override
        public void close() throws InterruptedException {
            boolean interrupted = Thread.interrupted();
            try {
                keeper.close();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
