package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.core.Verdict;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.HttpServer;
import io.telpher.net.Loops;
import io.telpher.net.tls.CertificateConfig;
import io.telpher.net.tls.CertificateFiles;
import io.telpher.net.tls.Identity;
import io.telpher.net.tls.LocalAuthority;
import io.telpher.net.tls.ServerTls;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes listeners of their configuration and binds them. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final List<String> PROTOCOLS = List.of("http/1.1");

    private final Loops loops;
    private final Path state;
    private final HttpEvents events;
    private final HttpDispatch dispatch;

    Listeners(Loops loops, Path state, HttpEvents events, HttpDispatch dispatch) {
        this.loops = loops;
        this.state = state;
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
        ServerTls tls = tls(config.certificates());
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

    private @Nullable ServerTls tls(@Nullable List<CertificateConfig> certificates) throws CannotStart {
        if (certificates == null) {
            return null;
        }
        try {
            List<Identity> identities = new ArrayList<>();
            for (CertificateConfig certificate : certificates) {
                identities.add(identity(certificate));
            }
            return new ServerTls(identities, PROTOCOLS, ServerTls.HANDSHAKE_TIMEOUT);
        } catch (IOException e) {
            throw new CannotStart(String.valueOf(e.getMessage()), e);
        }
    }

    private Identity identity(CertificateConfig certificate) throws IOException {
        return switch (certificate) {
            case CertificateConfig.Automatic automatic ->
                new LocalAuthority(state.resolve("authority"), InstantSource.system()).identity(automatic.names());
            case CertificateConfig.Files files -> {
                CertificateFiles read = CertificateFiles.read(files.chain(), files.key(), Instant.now());
                read.warnings().forEach(LOG::warn);
                yield read.identity();
            }
        };
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
