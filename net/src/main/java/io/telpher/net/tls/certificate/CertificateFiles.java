package io.telpher.net.tls.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Certificates and keys that were read from PEM files and judged.
 *
 * @param identity what the files hold
 * @param warnings what is probably wrong with them, one sentence each, naming the file
 */
public record CertificateFiles(Identity identity, List<String> warnings) {
    private static final long MOST_BYTES = 4 << 20;
    private static final int LONGEST_CHAIN = 10;
    private static final int FOLDER_MAX = 10_000;
    private static final int ENDING_CHARS = 4;

    /** Copies the warnings. */
    public CertificateFiles {
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a certificate with its chain, and its key. Blocking.
     *
     * @throws CertificateProblem if they cannot be used; the message names the file and says what is wrong
     */
    public static CertificateFiles read(Path chainFile, Path keyFile, Instant now) throws CertificateProblem {
        List<X509Certificate> chain = certificates(chainFile);
        if (chain.size() > LONGEST_CHAIN) {
            throw new CertificateProblem(
                    chainFile,
                    "holds " + chain.size() + " certificates, a chain has at most " + LONGEST_CHAIN
                            + "; is this a list of authorities?");
        }
        X509Certificate leaf = chain.getFirst();
        KeyRules.check(chainFile, leaf.getPublicKey());
        PrivateKey key = key(keyFile, leaf);
        if (!KeyRules.belongTogether(key, leaf.getPublicKey())) {
            throw new CertificateProblem(
                    keyFile,
                    "the key does not belong to the first certificate in " + chainFile + " ("
                            + leaf.getSubjectX500Principal() + "); the server's own certificate must come first");
        }
        List<String> warnings = new ArrayList<>(ChainAdvice.of(chainFile, chain, now));
        if (readableByOthers(keyFile)) {
            warnings.add(keyFile + ": the key can be read by others; chmod 600 " + keyFile);
        }
        return new CertificateFiles(new Identity(key, chain), warnings);
    }

    /**
     * Reads every certificate of a folder: {@code NAME.pem} or {@code NAME.crt} with {@code NAME.key}. Blocking.
     *
     * @throws CertificateProblem if one of them cannot be used, or there is none
     */
    public static List<CertificateFiles> folder(Path folder, Instant now) throws CertificateProblem {
        List<CertificateFiles> all = new ArrayList<>();
        for (Path file : chains(folder)) {
            all.add(read(file, key(file), now));
        }
        if (all.isEmpty()) {
            throw new CertificateProblem(folder, "holds no certificate; expected NAME.pem or NAME.crt, and NAME.key");
        }
        return all;
    }

    /** The files of a folder that {@link #folder} reads; the folder itself if it cannot be read. Blocking. */
    public static List<Path> inFolder(Path folder) {
        try {
            Stream<Path> files = chains(folder).stream().flatMap(file -> Stream.of(file, key(file)));
            return Stream.concat(Stream.of(folder), files).toList();
        } catch (CertificateProblem e) {
            return List.of(folder);
        }
    }

    private static Path key(Path chain) {
        String name = chain.getFileName().toString();
        return chain.resolveSibling(name.substring(0, name.length() - ENDING_CHARS) + ".key");
    }

    private static List<Path> chains(Path folder) throws CertificateProblem {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file ->
                            file.toString().endsWith(".pem") || file.toString().endsWith(".crt"))
                    .sorted()
                    .limit(FOLDER_MAX + 1L)
                    .toList();
            if (found.size() > FOLDER_MAX) {
                throw new CertificateProblem(folder, "holds more than " + FOLDER_MAX + " certificates");
            }
            return found;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new CertificateProblem(folder, "there is no such folder", e);
        } catch (CertificateProblem e) {
            throw e;
        } catch (IOException e) {
            throw new CertificateProblem(folder, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** All certificates of a file, at least one. */
    public static List<X509Certificate> certificates(Path file) throws CertificateProblem {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Pem block : Pem.read(text(file))) {
                if (block.label().equals(Pem.CERTIFICATE) || block.label().equals("TRUSTED CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new CertificateProblem(
                    file, "certificate " + (certificates.size() + 1) + " is damaged: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new CertificateProblem(file, "holds no certificate; expected PEM: -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static PrivateKey key(Path file, X509Certificate owner) throws CertificateProblem {
        for (Pem block : Pem.read(text(file))) {
            if (!block.label().endsWith("PRIVATE KEY")) {
                continue;
            }
            if (block.encrypted()) {
                throw new CertificateProblem(
                        file, "the key is encrypted; store it without a passphrase: openssl pkey -in " + file);
            }
            try {
                return PrivateKeys.read(block, owner.getPublicKey());
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new CertificateProblem(
                        file,
                        "not a key of the certificate's kind ("
                                + owner.getPublicKey().getAlgorithm() + "), or damaged: " + e.getMessage(),
                        e);
            }
        }
        throw new CertificateProblem(file, "holds no key; expected PEM: -----BEGIN PRIVATE KEY-----");
    }

    static String text(Path file) throws CertificateProblem {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw new CertificateProblem(file, "is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new CertificateProblem(file, "there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new CertificateProblem(file, "may not be read by this user", e);
        } catch (CertificateProblem e) {
            throw e;
        } catch (IOException e) {
            throw new CertificateProblem(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean readableByOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
