package io.telpher.net.tls;

import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import io.telpher.net.tls.certificate.Identity;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * One identity as BoringSSL asks for it. A key store would do the same, but encrypts each key with a password that
 * nobody needs: milliseconds, for each of a thousand certificates.
 */
final class IdentityKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";
    private static final String[] ALIASES = {ALIAS};

    private final Identity identity;

    private IdentityKeys(Identity identity) {
        this.identity = identity;
    }

    /** A factory that converts the key once. */
    static KeyManagerFactory factory(Identity identity) {
        return new OpenSslCachingX509KeyManagerFactory(new SimpleKeyManagerFactory("telpher") {
            @Override
            protected void engineInit(KeyStore store, char[] password) {}

            @Override
            protected void engineInit(ManagerFactoryParameters parameters) {}

            @Override
            protected KeyManager[] engineGetKeyManagers() {
                return new KeyManager[] {new IdentityKeys(identity)};
            }
        });
    }

    private @Nullable String chosen(String... types) {
        for (String type : types) {
            if (type.equals(identity.key().getAlgorithm())
                    || type.startsWith(identity.key().getAlgorithm() + "_")) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        return chosen(type);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        return chosen(types);
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        return chosen(type);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        return chosen(types);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
        return ALIASES;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
        return ALIASES;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.key();
    }
}
