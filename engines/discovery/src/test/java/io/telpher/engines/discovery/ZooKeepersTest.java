package io.telpher.engines.discovery;

import org.junit.jupiter.api.AfterEach;

/** With Apache ZooKeeper's own server. */
class ZooKeepersTest extends RegistryContract {
    private RealZooKeeper server;

    @Override
    void begin() throws Exception {
        server = RealZooKeeper.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    RegistryConfig config() {
        return RegistryConfig.of(RegistryConfig.Kind.ZOOKEEPER, "/services/web", server.address());
    }

    @Override
    void kill() throws Exception {
        server.kill();
    }

    @Override
    void again() throws Exception {
        server.again();
    }
}
