package io.telpher.net.tls;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.net.tls.certificate.CertificateFiles;
import io.telpher.net.tls.certificate.IpLiteral;
import io.telpher.net.tls.certificate.LocalNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a listener's certificate comes from, and whom clients are asked for theirs under its names. */
public sealed interface CertificateConfig {

    /** What clients are asked for under its names, or null for what the listener asks. */
    @Nullable
    ClientCertificatesConfig clients();

    /**
     * From the local authority.
     *
     * @param names host names and addresses to be covered beside those of this machine
     */
    record Automatic(List<String> names, @Nullable ClientCertificatesConfig clients) implements CertificateConfig {
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
    record Files(Path chain, Path key, @Nullable ClientCertificatesConfig clients) implements CertificateConfig {
        @Override
        public List<Path> files() {
            return List.of(chain, key);
        }
    }

    /**
     * Every certificate of a folder: each {@code NAME.pem} or {@code NAME.crt} with {@code NAME.key}, in the order of
     * their names.
     */
    record Folder(Path folder, @Nullable ClientCertificatesConfig clients) implements CertificateConfig {
        @Override
        public List<Path> files() {
            return CertificateFiles.inFolder(folder);
        }
    }

    /** The files that it names. Whoever changes them wants them read anew. May be blocking. */
    List<Path> files();

    /**
     * {@code automatic}, {@code {chain: FILE, key: FILE}}, {@code {folder: FOLDER}}, {@code {automatic: [NAME...]}}, or a
     * list of these.
     */
    Shape<List<CertificateConfig>> SHAPE = Shapes.list(Shapes.<CertificateConfig>anyOf(
            Shapes.choice(Map.of("automatic", (CertificateConfig) new Automatic(List.of(), null))),
            Mapping.of(
                    "certificate", "A certificate from files or from the local authority.", CertificateConfig::keys)));

    private static Function<Mapping.Values, CertificateConfig> keys(Mapping.Keys keys) {
        Mapping.Key<String> chain =
                keys.optional("chain", Shapes.text(), "PEM file: the server's certificate, then its intermediates.");
        Mapping.Key<String> key = keys.optional("key", Shapes.text(), "PEM file with the private key.");
        Mapping.Key<String> folder =
                keys.optional("folder", Shapes.text(), "Folder of many: NAME.pem or NAME.crt, each with its NAME.key.");
        Mapping.Key<List<String>> automatic = keys.optional(
                "automatic",
                Shapes.list(Shapes.text("a host name or an IP address", CertificateConfig::nameable)),
                "Names that the local authority certifies beside this machine's.");
        Mapping.Key<ClientCertificatesConfig> clients = keys.optional(
                "client-certificates",
                ClientCertificatesConfig.SHAPE,
                "What clients are asked for under its names, not what the listener asks.");
        return values -> {
            ClientCertificatesConfig asked = values.orNull(clients);
            String files = values.orNull(chain);
            String secret = values.orNull(key);
            String many = values.orNull(folder);
            List<String> names = values.orNull(automatic);
            if (names != null && files == null && secret == null && many == null) {
                return new Automatic(names, asked);
            }
            if (many != null && names == null && files == null && secret == null) {
                return new Folder(Path.of(many), asked);
            }
            if (names != null || many != null || files == null || secret == null) {
                throw new IllegalArgumentException("expected either chain and key, or folder, or automatic");
            }
            return new Files(Path.of(files), Path.of(secret), asked);
        };
    }

    private static boolean nameable(String name) {
        return IpLiteral.parse(name) != null || LocalNames.isHostName(name.startsWith("*.") ? name.substring(2) : name);
    }
}
