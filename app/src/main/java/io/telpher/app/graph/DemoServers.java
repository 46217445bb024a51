package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.demo.Demo;
import io.telpher.app.demo.DemoEndpoint;
import io.telpher.app.listener.Listeners;
import io.telpher.core.Ip;
import io.telpher.core.Waiter;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.HttpServer;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.net.Loops;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The demo's endpoints, each on a free port of loopback. */
final class DemoServers implements AutoCloseable {
    private final List<HttpServer> servers = new ArrayList<>();

    DemoServers(Loops loops, Waiter waiter) throws CannotStart {
        for (DemoEndpoint endpoint : new Demo(waiter).endpoints()) {
            InetSocketAddress free = new InetSocketAddress("127.0.0.1", 0);
            HttpServer server = new HttpServer(
                    loops,
                    "demo-" + endpoint.name(),
                    free,
                    ServerSettings.DEFAULT,
                    null,
                    HttpEvents.NONE,
                    endpoint.gate(),
                    _ -> endpoint);
            Listeners.bind(server, free);
            server.accept();
            servers.add(server);
        }
    }

    /** As a list of endpoints in a configuration file. */
    String endpoints() {
        return String.join(
                ", ",
                servers.stream()
                        .map(server -> '"' + Ip.text(server.address()) + '"')
                        .toList());
    }

    @Override
    public void close() {
        servers.forEach(HttpServer::close);
    }
}
