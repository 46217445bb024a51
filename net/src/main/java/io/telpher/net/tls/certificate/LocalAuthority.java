package io.telpher.net.tls.certificate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An authority of this machine's own, which certifies its servers so that {@code https} works at once. Whoever imports
 * {@link #rootFile} trusts all its certificates. Its key ({@code ca.key}) and theirs are files of mode 600 in one
 * folder; processes that share the folder share the authority.
 */
public final class LocalAuthority {
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

    /** File locks are per process and refuse a second thread, so threads queue here first. */
    private static final ReentrantLock WITHIN_PROCESS = new ReentrantLock();

    private final Path folder;
    private final InstantSource clock;

    /**
     * The authority in a folder, which need not exist yet. Nothing is read or made before it is asked.
     *
     * @param folder such as {@code .telpher/authority}
     */
    public LocalAuthority(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The authority's certificate as PEM: what a browser must import. */
    public Path rootFile() {
        return folder.resolve("ca.crt");
    }

    /**
     * A certificate for this machine's names and the asked ones, valid for 90 days and made anew when fewer than 30 are
     * left. Blocking.
     *
     * @param asked further host names and IP addresses
     */
    public Identity identity(Collection<String> asked) throws IOException {
        TreeSet<String> extra = new TreeSet<>(asked);
        List<String> own = LocalNames.ofThisMachine();
        own.forEach(extra::remove);
        List<String> names = Stream.concat(own.stream(), extra.stream()).toList();
        Path file = folder.resolve("server-" + fingerprint(names) + ".pem");
        Instant now = clock.instant();
        Identity known = usable(file, names, now);
        return known != null ? known : locked(() -> make(file, names, now));
    }

    private Identity make(Path file, List<String> names, Instant now) throws IOException {
        Identity known = usable(file, names, now); // another process may have been faster
        if (known != null) {
            return known;
        }
        Identity authority = authority(now);
        Identity leaf = CertificateMaker.leaf(authority, names, now);
        // Key and certificate in one file: they change together or not at all.
        PrivateFiles.write(file, keyText(leaf) + certificateText(leaf));
        return leaf;
    }

    /** Null if it must be made: not there, damaged, ending soon, for other names, or of a former authority. */
    private @Nullable Identity usable(Path file, List<String> names, Instant now) {
        if (!Files.exists(file) || !Files.exists(rootFile())) {
            return null;
        }
        try {
            Identity known = CertificateFiles.read(file, file, now).identity();
            Instant end = known.certificate().getNotAfter().toInstant();
            boolean lasts = now.plus(RENEWED_BEFORE_END).isBefore(end)
                    && !now.isBefore(known.certificate().getNotBefore().toInstant());
            boolean ours = ChainAdvice.signed(
                    known.certificate(),
                    CertificateFiles.certificates(rootFile()).getFirst());
            return lasts && ours && known.names().coverAll(names) ? known : null;
        } catch (CertificateProblem damaged) {
            return null;
        }
    }

    private Identity authority(Instant now) throws IOException {
        Path key = folder.resolve("ca.key");
        if (Files.exists(rootFile()) && Files.exists(key)) {
            Identity known = CertificateFiles.read(rootFile(), key, now).identity();
            if (now.plus(CertificateMaker.LEAF_LIFE)
                    .isBefore(known.certificate().getNotAfter().toInstant())) {
                return known;
            }
        } else if (Files.exists(rootFile())) {
            throw new CertificateProblem(
                    key,
                    "the local authority's key is gone; bring it back, or remove " + folder
                            + " to have a new authority, which must then be trusted anew");
        }
        String day = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
        Identity made = CertificateMaker.authority(
                "Telpher local authority on " + LocalNames.ofThisMachine().getLast() + " since " + day, now);
        PrivateFiles.write(key, keyText(made));
        PrivateFiles.writePublic(rootFile(), certificateText(made)); // last: it says that the authority exists
        return made;
    }

    private interface Making {
        Identity make() throws IOException;
    }

    private Identity locked(Making making) throws IOException {
        WITHIN_PROCESS.lock();
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return making.make();
            }
        } catch (CertificateProblem e) {
            throw e;
        } catch (IOException e) {
            throw new CertificateProblem(folder, "the local authority cannot write here: " + e, e);
        } finally {
            WITHIN_PROCESS.unlock();
        }
    }

    private static String keyText(Identity identity) {
        return Pem.write(Pem.PRIVATE_KEY, identity.key().getEncoded());
    }

    private static String certificateText(Identity identity) throws IOException {
        try {
            return Pem.write(Pem.CERTIFICATE, identity.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    /** Other names are another file, so that two processes that ask for different ones do not take turns. */
    private static String fingerprint(List<String> names) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join(",", names).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
