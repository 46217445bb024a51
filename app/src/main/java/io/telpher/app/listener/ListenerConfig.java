package io.telpher.app.listener;

import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Schema;
import io.telpher.core.config.Shape;
import io.telpher.net.proxyprotocol.ProxyAccept;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listener: which one it is, is said by the key that has its port. */
public sealed interface ListenerConfig permits HttpListenerConfig, PassConfig {

    /** An item of {@code listeners}. */
    Shape<ListenerConfig> SHAPE = new Shape<>() {
        @Override
        public @Nullable ListenerConfig read(Node node, Problems problems) {
            return shape(node).read(node, problems);
        }

        private Shape<? extends ListenerConfig> shape(Node node) {
            if (node instanceof Node.Entries mapping) {
                for (Node.Entry entry : mapping.entries()) {
                    switch (entry.key()) {
                        case "tcp", "tls" -> {
                            return TcpListenerConfig.SHAPE;
                        }
                        case "udp" -> {
                            return UdpListenerConfig.SHAPE;
                        }
                        default -> {}
                    }
                }
            }
            return HttpListenerConfig.SHAPE;
        }

        @Override
        public Schema schema() {
            return new Schema.AnyOf(List.of(
                    HttpListenerConfig.SHAPE.schema(),
                    TcpListenerConfig.SHAPE.schema(),
                    UdpListenerConfig.SHAPE.schema()));
        }
    };

    /** Where it listens. */
    InetSocketAddress address();

    /** True if it is one of UDP. */
    default boolean datagrams() {
        return false;
    }

    /** The word with which a URL of it begins. */
    String scheme();

    /** Its name in logs and metrics, such as {@code https:8443}. */
    String name();

    /** Whose PROXY protocol headers are believed, or null for nobody's. */
    @Nullable
    ProxyAccept proxy();

    /** How it ends TLS, or null if it does not. */
    @Nullable
    ListenerTls tls();

    /** The files that it names. */
    List<Path> files();
}
