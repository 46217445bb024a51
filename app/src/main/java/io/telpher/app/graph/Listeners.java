package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.core.Verdict;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.HttpServer;
import io.telpher.net.Loops;
import io.telpher.net.tls.CertificateConfig;
import io.telpher.net.tls.ServerTls;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Makes listeners of their configuration and binds them. */
final class Listeners {
    private final Loops loops;
    private final Certificates certificates;
    private final HttpEvents events;
    private final HttpDispatch dispatch;

    Listeners(Loops loops, Certificates certificates, HttpEvents events, HttpDispatch dispatch) {
        this.loops = loops;
        this.certificates = certificates;
        this.events = events;
        this.dispatch = dispatch;
    }

    /** Binds all of them, or none; those that others redirect to come first. */
    List<HttpServer> start(List<ListenerConfig> configs) throws CannotStart {
        List<HttpServer> servers = new ArrayList<>();
        IntSupplier securePort = () -> securePort(configs, servers);
        boolean anySecure = configs.stream().anyMatch(ListenerConfig::secure);
        for (ListenerConfig config : configs) {
            boolean redirects =
                    anySecure && !config.secure() && config.redirect().on();
            servers.add(server(
                    config,
                    redirects ? new HttpsRedirect(securePort, config.redirect().except()) : _ -> Verdict.admit()));
        }
        try {
            bindThose(true, configs, servers);
            bindThose(false, configs, servers);
            return servers;
        } catch (CannotStart e) {
            servers.forEach(HttpServer::close);
            throw e;
        }
    }

    private static void bindThose(boolean secure, List<ListenerConfig> configs, List<HttpServer> servers)
            throws CannotStart {
        for (int i = 0; i < configs.size(); i++) {
            if (configs.get(i).secure() == secure) {
                bind(servers.get(i), configs.get(i).address());
            }
        }
    }

    private HttpServer server(ListenerConfig config, HttpGate gate) throws CannotStart {
        List<CertificateConfig> wanted = config.certificates();
        ServerTls tls = wanted == null ? null : certificates.tls(wanted, config.handshakeTimeout());
        return new HttpServer(loops, config.name(), config.address(), config.settings(), tls, events, gate, dispatch);
    }

    /** The port of the first https listener, which is known once it is bound. */
    private static int securePort(List<ListenerConfig> configs, List<HttpServer> servers) {
        for (int i = 0; i < configs.size(); i++) {
            if (configs.get(i).secure()) {
                return servers.get(i).address().getPort();
            }
        }
        throw new IllegalStateException("nobody redirects without an https listener");
    }

    /** Binds one listener. */
    static void bind(HttpServer server, InetSocketAddress address) throws CannotStart {
        try {
            server.start();
        } catch (Exception e) {
            boolean busy =
                    e instanceof BindException || String.valueOf(e.getMessage()).contains("Address already in use");
            throw busy
                    ? CannotStart.busy(address, e)
                    : new CannotStart("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }
}
