package io.telpher.app.told;

import io.telpher.core.Ip;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.net.EntranceEvents;
import io.telpher.net.flood.Barred;
import io.telpher.net.flood.Refusal;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens at the entrances, and logs the first refusal of each kind, then one a minute with the number of
 * those between; of addresses that are refused for a while each, up to a number a minute. A flood must not flood the log.
 */
public final class EntranceTold implements EntranceEvents {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.entrance");
    private static final long PAUSE_NANOS = 60_000_000_000L;
    private static final int OFFENDERS_TOLD = 60;

    private final Ticker ticker;
    private final Family<Counter> refused;
    private final Family<Counter> handshakes;
    private final Map<String, Said> said = new ConcurrentHashMap<>();

    /** When something was last said, and how often it has happened since. */
    private record Said(long atNanos, long since) {}

    /** Tells by these numbers and the process's log. */
    public EntranceTold(Ticker ticker, Metrics metrics) {
        this.ticker = ticker;
        this.refused = metrics.counter(
                "telpher_connections_refused_total",
                "Connections refused or closed before their protocol began.",
                "listener",
                "reason");
        this.handshakes = metrics.counter(
                "telpher_handshakes_total", "TLS handshakes with clients that ended.", "listener", "result");
    }

    @Override
    public void refused(String listener, Refusal why, InetSocketAddress client, String detail) {
        refused.with(listener, why.word()).increment();
        if (why == Refusal.OFFENDER || why == Refusal.NETWORK_OFFENDER) {
            return; // the line came when it began
        }
        long now = ticker.nanos();
        said.compute(listener + ' ' + why, (_, before) -> {
            if (before != null && now - before.atNanos < PAUSE_NANOS) {
                return new Said(before.atNanos, before.since + 1);
            }
            LOG.warn(
                    "{}: connection from {} refused: {}{}{}",
                    listener,
                    Ip.text(client.getAddress()),
                    why.word(),
                    detail.isEmpty() ? "" : " (" + detail + ")",
                    before == null || before.since == 0 ? "" : ", and " + before.since + " before it");
            return new Said(now, 0);
        });
    }

    @Override
    public void barred(String listener, Barred who, String why) {
        long now = ticker.nanos();
        Said minute = said.merge(
                listener,
                new Said(now, 1),
                (before, first) ->
                        now - before.atNanos < PAUSE_NANOS ? new Said(before.atNanos, before.since + 1) : first);
        if (minute.since <= OFFENDERS_TOLD) {
            LOG.warn(
                    "{}: {} is refused for {} s: its connections exhausted budgets again and again, at last {}{}",
                    listener,
                    who.who(),
                    who.nanos() / 1_000_000_000L,
                    why,
                    minute.since < OFFENDERS_TOLD ? "" : "; of further addresses there is no line in this minute");
        }
    }

    @Override
    public void shaken(String listener, boolean well) {
        handshakes.with(listener, well ? "done" : "failed").increment();
    }
}
