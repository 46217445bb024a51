package io.telpher.app.listener;

import io.telpher.app.CannotStart;
import io.telpher.app.reload.Fingerprint;
import io.telpher.core.Shared;
import io.telpher.core.Timers;
import io.telpher.net.tls.CertificateConfig;
import io.telpher.net.tls.ClientCertificatesConfig;
import io.telpher.net.tls.ClientPolicy;
import io.telpher.net.tls.ServedCertificates;
import io.telpher.net.tls.ServedIdentity;
import io.telpher.net.tls.ServerTls;
import io.telpher.net.tls.certificate.CertificateFiles;
import io.telpher.net.tls.certificate.Identity;
import io.telpher.net.tls.certificate.LocalAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the listeners. Those of the local authority are looked at each day and made anew in time; the keys
 * that seal session tickets are replaced every twelve hours.
 */
public final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final long LOOK_NANOS = Duration.ofDays(1).toNanos();
    private static final long ROTATE_NANOS = Duration.ofHours(12).toNanos();

    private final Path state;
    private final InstantSource clock;
    private final Timers timers;
    private final Shared<Key, ServerTls> tls = new Shared<>(this::left);
    private final LongAdder resumedBefore = new LongAdder();
    private volatile boolean closed;

    /**
     * What two listeners must want alike to share TLS, and with it the keys of session tickets.
     *
     * @param config as configured; null for plain TCP
     * @param files the fingerprint of the files that hold them
     */
    record Key(@Nullable ListenerTls config, String files) {
        private static final Key NONE = new Key(null, "");

        static Key of(@Nullable ListenerTls tls) {
            return tls == null ? NONE : new Key(tls, Fingerprint.of(tls.files()));
        }
    }

    /** Certificates of which the authority's are kept below {@code state}. */
    public Certificates(Path state, InstantSource clock, Timers timers) {
        this.state = state;
        this.clock = clock;
        this.timers = timers;
        every(LOOK_NANOS, this::renew);
        every(ROTATE_NANOS, () -> tls.forEach((_, one) -> one.rotateTickets()));
    }

    /** Takes hold of a listener's TLS until {@link #leave}; null for plain TCP. Blocking. */
    @Nullable
    ServerTls take(Key key) throws CannotStart {
        ListenerTls config = key.config();
        if (config == null) {
            return null;
        }
        try {
            return tls.take(
                    key,
                    () -> new ServerTls(certificates(config, true), config.protocols(), config.handshakeTimeout()));
        } catch (IOException | IllegalArgumentException e) {
            throw CannotStart.of(e);
        }
    }

    void leave(Key key) {
        if (!key.equals(Key.NONE)) {
            tls.leave(key);
        }
    }

    private ServedCertificates certificates(ListenerTls wanted, boolean warn) throws IOException {
        List<ServedIdentity> all = new ArrayList<>();
        for (CertificateConfig config : wanted.certificates()) {
            ClientCertificatesConfig asked = config.clients() == null ? wanted.clients() : config.clients();
            ClientPolicy policy = asked == null ? ClientPolicy.NONE : asked.policy();
            identities(config, warn).forEach(identity -> all.add(new ServedIdentity(identity, policy)));
        }
        return new ServedCertificates(all, wanted.refuseUnknown());
    }

    private List<Identity> identities(CertificateConfig config, boolean warn) throws IOException {
        return switch (config) {
            case CertificateConfig.Automatic automatic ->
                List.of(new LocalAuthority(state.resolve("authority"), clock).identity(automatic.names()));
            case CertificateConfig.Files files ->
                List.of(identity(CertificateFiles.read(files.chain(), files.key(), clock.instant()), warn));
            case CertificateConfig.Folder folder ->
                CertificateFiles.folder(folder.folder(), clock.instant()).stream()
                        .map(read -> identity(read, warn))
                        .toList();
        };
    }

    private static Identity identity(CertificateFiles read, boolean warn) {
        if (warn) {
            read.warnings().forEach(LOG::warn);
        }
        return read.identity();
    }

    /** What it has counted stays. */
    private void left(ServerTls last) {
        resumedBefore.add(last.resumed());
        last.close();
    }

    /** How many handshakes resumed a session, whatever certificates there were. */
    public long resumed() {
        LongAdder sum = new LongAdder();
        sum.add(resumedBefore.sum());
        tls.forEach((_, one) -> sum.add(one.resumed()));
        return sum.sum();
    }

    /** Files are for their owner to renew, who is seen to do so. */
    private void renew() {
        tls.forEach((key, one) -> {
            ListenerTls config = key.config();
            try {
                if (config != null
                        && config.certificates().stream().allMatch(CertificateConfig.Automatic.class::isInstance)) {
                    one.replace(certificates(config, false));
                }
            } catch (IOException e) {
                LOG.error("the local authority's certificate cannot be renewed: {}", e.getMessage());
            }
        });
    }

    private void every(long nanos, Runnable task) {
        timers.after(nanos, () -> {
            if (!closed) {
                Thread.ofVirtual().name("certificates").start(task); // it reads files
                every(nanos, task);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        tls.forEach((_, one) -> one.close());
    }
}
