package io.telpher.net.tls;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a listener's certificate comes from. */
public sealed interface CertificateConfig {

    /**
     * From the local authority.
     *
     * @param names host names and addresses to be covered beside those of this machine
     */
    record Automatic(List<String> names) implements CertificateConfig {
        /** Copies the names. */
        public Automatic {
            names = List.copyOf(names);
        }

        @Override
        public List<Path> files() {
            return List.of();
        }
    }

    /**
     * From PEM files.
     *
     * @param chain the server's certificate, then its intermediates
     * @param key its private key
     */
    record Files(Path chain, Path key) implements CertificateConfig {
        @Override
        public List<Path> files() {
            return List.of(chain, key);
        }
    }

    /** The files that it names. Whoever changes them wants them read anew. */
    List<Path> files();

    /** {@code automatic}, {@code {chain: FILE, key: FILE}}, {@code {automatic: [NAME...]}}, or a list of these. */
    Shape<List<CertificateConfig>> SHAPE = Shapes.list(Shapes.<CertificateConfig>anyOf(
            Shapes.choice(Map.of("automatic", (CertificateConfig) new Automatic(List.of()))),
            Mapping.of(
                    "certificate", "A certificate from files or from the local authority.", CertificateConfig::keys)));

    private static Function<Mapping.Values, CertificateConfig> keys(Mapping.Keys keys) {
        Mapping.Key<String> chain =
                keys.optional("chain", Shapes.text(), "PEM file: the server's certificate, then its intermediates.");
        Mapping.Key<String> key = keys.optional("key", Shapes.text(), "PEM file with the private key.");
        Mapping.Key<List<String>> automatic = keys.optional(
                "automatic",
                Shapes.list(Shapes.text("a host name or an IP address", CertificateConfig::nameable)),
                "Names that the local authority certifies beside this machine's.");
        return values -> of(values.orNull(chain), values.orNull(key), values.orNull(automatic));
    }

    private static CertificateConfig of(
            @Nullable String chain, @Nullable String key, @Nullable List<String> automatic) {
        if (automatic != null && chain == null && key == null) {
            return new Automatic(automatic);
        }
        if (automatic != null || chain == null || key == null) {
            throw new IllegalArgumentException("expected either chain and key, or automatic");
        }
        return new Files(Path.of(chain), Path.of(key));
    }

    private static boolean nameable(String name) {
        return IpLiteral.parse(name) != null || LocalNames.isHostName(name.startsWith("*.") ? name.substring(2) : name);
    }
}
