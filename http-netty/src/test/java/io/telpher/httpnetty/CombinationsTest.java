package io.telpher.httpnetty;

import io.telpher.http.HttpHandler;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.ServerTls;
import io.telpher.net.tls.UpstreamTlsConfig;
import io.telpher.net.tls.certificate.LocalAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract for HTTP/2 with and without TLS, and through a proxy between every two versions. */
class CombinationsTest {
    private static final String NAME = "localhost";

    @TempDir
    private static Path folder;

    private static LocalAuthority authority;

    @BeforeAll
    static void makeAuthority() throws Exception {
        authority = new LocalAuthority(folder.resolve("authority"), InstantSource.system());
        authority.identity(List.of(NAME));
    }

    /** How one hop is gone. */
    private enum Hop {
        HTTP1(Protocol.HTTP1, false),
        HTTP1_TLS(Protocol.HTTP1, true),
        HTTP2(Protocol.HTTP2, false),
        HTTP2_TLS(Protocol.AUTO, true);

        private final ClientSettings settings;
        private final boolean tls;

        Hop(Protocol protocol, boolean tls) {
            this.settings = HttpTransportContract.CLIENT_SETTINGS.with(protocol);
            this.tls = tls;
        }

        private HttpHandler to(Rig rig, HttpHandler handler) throws Exception {
            int port = rig.serve(HttpTransportContract.SERVER_SETTINGS, serverTls(), handler)
                    .address()
                    .getPort();
            return rig.client(port, settings, new PoolLimits(settings.pool()), clientTls());
        }

        private @Nullable ServerTls serverTls() throws Exception {
            return tls
                    ? new ServerTls(
                            List.of(authority.identity(List.of(NAME))),
                            List.of("h2", "http/1.1"),
                            Duration.ofSeconds(HttpTransportContract.PATIENCE_SECONDS))
                    : null;
        }

        private @Nullable ClientTls clientTls() throws Exception {
            UpstreamTlsConfig config = new UpstreamTlsConfig(
                    folder.resolve("authority/ca.crt"), NAME, UpstreamTlsConfig.Verify.FULL, null, null);
            return tls ? new ClientTls(config, settings.protocol().alpn(), InstantSource.system()) : null;
        }
    }

    /** One hop, or several with a proxy between each two. */
    private abstract static class Way extends HttpTransportContract {
        private final List<Hop> hops;

        Way(Hop... hops) {
            this.hops = List.of(hops);
        }

        @Override
        Transport open() {
            Rig rig = new Rig(2);
            return new Transport() {
                @Override
                public HttpHandler serve(HttpHandler handler) throws Exception {
                    HttpHandler way = handler;
                    for (Hop hop : hops.reversed()) {
                        way = hop.to(rig, way);
                    }
                    return way;
                }

                @Override
                public void close() throws Exception {
                    rig.close();
                }
            };
        }
    }

    @Nested
    class WithPriorKnowledge extends Way {
        WithPriorKnowledge() {
            super(Hop.HTTP2);
        }
    }

    @Nested
    class AsAgreedWithinTls extends Way {
        AsAgreedWithinTls() {
            super(Hop.HTTP2_TLS);
        }
    }

    @Nested
    class Http1OverTls extends Way {
        Http1OverTls() {
            super(Hop.HTTP1_TLS);
        }
    }

    @Nested
    class FromOneToTwo extends Way {
        FromOneToTwo() {
            super(Hop.HTTP1, Hop.HTTP2);
        }
    }

    @Nested
    class FromTwoToOne extends Way {
        FromTwoToOne() {
            super(Hop.HTTP2, Hop.HTTP1);
        }
    }

    @Nested
    class FromTwoToTwo extends Way {
        FromTwoToTwo() {
            super(Hop.HTTP2, Hop.HTTP2);
        }
    }

    @Nested
    class FromOneToTwoWithinTls extends Way {
        FromOneToTwoWithinTls() {
            super(Hop.HTTP1_TLS, Hop.HTTP2_TLS);
        }
    }

    @Nested
    class FromTwoToOneWithinTls extends Way {
        FromTwoToOneWithinTls() {
            super(Hop.HTTP2_TLS, Hop.HTTP1_TLS);
        }
    }

    @Nested
    class FromTwoToTwoWithinTls extends Way {
        FromTwoToTwoWithinTls() {
            super(Hop.HTTP2_TLS, Hop.HTTP2_TLS);
        }
    }
}
