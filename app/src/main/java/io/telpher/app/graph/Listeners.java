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

    /** Binds all of them, or none. */
    List<HttpServer> start(List<ListenerConfig> configs) throws CannotStart {
        List<HttpServer> started = new ArrayList<>();
        try {
            for (ListenerConfig config : configs) {
                HttpServer server = server(config, gate(config, configs));
                bind(server, config.address());
                started.add(server);
            }
            return started;
        } catch (CannotStart e) {
            started.forEach(HttpServer::close);
            throw e;
        }
    }

    private HttpServer server(ListenerConfig config, HttpGate gate) throws CannotStart {
        List<CertificateConfig> wanted = config.certificates();
        ServerTls tls = wanted == null ? null : certificates.tls(wanted, config.handshakeTimeout());
        return new HttpServer(
                loops,
                config.name(),
                config.address(),
                config.settings(),
                tls == null ? null : tls::handler,
                events,
                gate,
                dispatch);
    }

    private static HttpGate gate(ListenerConfig config, List<ListenerConfig> all) {
        if (config.secure() || !config.redirect().on()) {
            return _ -> Verdict.admit();
        }
        for (ListenerConfig other : all) {
            if (other.secure()) {
                return new HttpsRedirect(
                        other.address().getPort(), config.redirect().except());
            }
        }
        return _ -> Verdict.admit();
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
