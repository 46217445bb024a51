package io.telpher.app.told;

import io.telpher.app.access.Completed;
import io.telpher.app.access.Reason;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Histogram;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.EntranceEvents;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Visit;
import io.telpher.net.flood.Refusal;
import io.telpher.net.tls.TlsSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the access log and the metrics what happens on listeners of layer 4: a visit is one line, when it ends. */
public final class DialTold implements DialEvents {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.l4");

    private final Consumer<Completed> log;
    private final EntranceEvents entrance;
    private final Connections connections;
    private final Family<Counter> bytes;
    private final Family<Counter> dropped;
    private final Family<Counter> ended;
    private final Family<Histogram> duration;

    /** @param log where lines go */
    public DialTold(Consumer<Completed> log, Metrics metrics, EntranceEvents entrance) {
        this.log = log;
        this.entrance = entrance;
        this.connections = new Connections(metrics);
        this.bytes =
                metrics.counter("telpher_l4_bytes_total", "Bytes that were passed through.", "listener", "direction");
        this.dropped =
                metrics.counter("telpher_l4_dropped_total", "Datagrams that were dropped.", "listener", "reason");
        this.ended = metrics.counter(
                "telpher_l4_ended_total", "Connections and sessions that ended, and why.", "listener", "reason");
        this.duration = metrics.histogram(
                "telpher_l4_duration_seconds", "How long connections and sessions lasted.", "listener");
    }

    @Override
    public void opened(String listener) {
        connections.opened(listener);
    }

    @Override
    public void closed(String listener) {
        connections.closed(listener);
    }

    @Override
    public void refused(String listener, Refusal why, InetAddress client) {
        entrance.refused(listener, why, new InetSocketAddress(client, 0), "");
    }

    @Override
    public Counter received(String listener) {
        return bytes.with(listener, "received");
    }

    @Override
    public Counter sent(String listener) {
        return bytes.with(listener, "sent");
    }

    @Override
    public Counter dropped(String listener, String why) {
        return dropped.with(listener, why);
    }

    @Override
    public void ended(Visit visit, long received, long sent, long endNanos, Outcome outcome) {
        Failure failure = outcome.failure();
        Reason reason = failure == null ? Reason.OK : Reason.of(failure);
        Visit.Origin origin = visit.origin();
        ended.with(origin.listener(), reason.word()).increment();
        duration.with(origin.listener()).record(endNanos - visit.startedNanos());
        log.accept(Completed.passed(
                exchange(visit),
                origin.transport().name().toLowerCase(Locale.ROOT),
                Objects.requireNonNullElse(visit.serverName(), ""),
                received,
                sent,
                endNanos,
                outcome));
    }

    private static Exchange exchange(Visit visit) {
        Visit.Origin origin = visit.origin();
        TlsSession tls = origin.tls();
        Peer.Tls agreed = tls == null ? null : new Peer.Tls(tls.protocol(), tls.cipher(), tls.serverName());
        Exchange exchange = new Exchange(
                new Peer(origin.listener(), origin.remote(), origin.local(), agreed), visit.startedNanos());
        String upstream = visit.upstream();
        String endpoint = visit.endpoint();
        for (int i = 0; i < visit.attempts() && upstream != null && endpoint != null; i++) {
            exchange.attempt(upstream, endpoint, visit.pickedNanos());
        }
        if (visit.connectedNanos() != 0) {
            exchange.connected(false, visit.connectedNanos());
        }
        return exchange;
    }

    @Override
    public void bug(Visit visit, Throwable thrown) {
        LOG.error("a mistake of ours while serving {}", visit, thrown);
    }
}
