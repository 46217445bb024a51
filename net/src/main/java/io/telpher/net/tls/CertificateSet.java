package io.telpher.net.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a listener, found by the name that the client asks for (SNI, RFC 6066 §3): exact, then wildcard,
 * then the first. Immutable. After {@link #release} its native contexts go when the last connection that began with them
 * ends.
 */
final class CertificateSet {
    private final List<ServerContext> contexts = new ArrayList<>();
    private final Map<String, SslContext> byName = new HashMap<>();

    CertificateSet(List<Identity> identities, List<String> protocols) throws SSLException {
        if (identities.isEmpty()) {
            throw new IllegalArgumentException("a TLS listener needs a certificate");
        }
        for (Identity identity : identities) {
            ServerContext context = new ServerContext(identity, protocols);
            contexts.add(context);
            identity.names().hosts().forEach(name -> byName.putIfAbsent(name, context.context()));
        }
    }

    /** New connections cannot begin with it any more. */
    void release() {
        contexts.forEach(context -> ReferenceCountUtil.safeRelease(context.context()));
    }

    /** The only context, or null if the client's name decides. */
    @Nullable
    SslContext only() {
        return contexts.size() == 1 ? contexts.getFirst().context() : null;
    }

    /** The context for a name in lower case; null is a client that named none. */
    SslContext forName(@Nullable String name) {
        SslContext found = name == null ? null : byName.get(name);
        if (found == null && name != null && name.indexOf('.') > 0) {
            found = byName.get("*" + name.substring(name.indexOf('.')));
        }
        return found != null ? found : contexts.getFirst().context();
    }

    void rotateTickets() {
        contexts.forEach(ServerContext::rotateTickets);
    }
}
