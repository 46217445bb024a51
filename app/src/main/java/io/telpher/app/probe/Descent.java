package io.telpher.app.probe;

import io.telpher.core.Ip;
import io.telpher.core.Ticker;
import io.telpher.net.tls.chain.TrustAnchors;
import io.telpher.net.walk.Line;
import io.telpher.net.walk.Reach;
import io.telpher.net.walk.Walk;
import io.telpher.net.walk.wire.Attempt;
import io.telpher.net.walk.wire.TlsFacts;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One walk down the layers; it ends on the first that is broken. For one thread. */
final class Descent {
    private static final int ECHO_MILLIS_MAX = 1000;
    private static final List<String> OUR_PROTOCOL = List.of("http/1.1");
    private static final List<String> ALL_PROTOCOLS = List.of("h2", "http/1.1");

    private final URI url;
    private final ProbeTarget target;
    private final ProbeOptions options;
    private final TrustAnchors anchors;
    private final Ticker ticker;
    private final Instant now;
    private long beganNanos;
    private final List<Phase> phases = new ArrayList<>();

    Descent(URI url, ProbeTarget target, ProbeOptions options, TrustAnchors anchors, Ticker ticker, Instant now) {
        this.url = url;
        this.target = target;
        this.options = options;
        this.anchors = anchors;
        this.ticker = ticker;
        this.now = now;
        this.beganNanos = ticker.nanos();
    }

    Report walk() throws InterruptedException {
        try (Walk walk = new Walk(ticker)) {
            walk.warm();
            beganNanos = ticker.nanos();
            List<InetAddress> addresses = names(walk);
            if (!addresses.isEmpty()) {
                connect(walk, addresses);
            }
            return new Report(url.toString(), List.copyOf(phases), total());
        }
    }

    /** When the request's own way ended: what is looked up beside it does not count. */
    private long total() {
        return phases.stream()
                .mapToLong(phase -> phase.startNanos() + phase.tookNanos())
                .max()
                .orElse(0);
    }

    private List<InetAddress> names(Walk walk) throws InterruptedException {
        if (target.isLiteral()) {
            InetAddress address = target.literal();
            phases.add(
                    new Phase("7", "DNS", since(), 0, List.of(Fact.plain("lookup", "none: the URL has an address"))));
            return List.of(address);
        }
        long start = since();
        try {
            List<InetAddress> addresses = walk.resolve(target.host(), options.limitNanos());
            phases.add(new Phase("7", "DNS", start, since() - start, DnsFacts.of(target.host(), addresses)));
            return addresses;
        } catch (IOException e) {
            broken("7", "DNS", start, target.host(), e);
            return List.of();
        }
    }

    private void connect(Walk walk, List<InetAddress> addresses) throws InterruptedException {
        long start = since();
        Walk.Dialed dialed = walk.dial(addresses, target.port(), options.limitNanos());
        long took = since() - start;
        int ipAt = phases.size();
        InetAddress tried = reached(dialed, addresses);
        try (Line line = dialed.line()) {
            phases.add(new Phase("4", "TCP", start, took, TcpFactsText.of(dialed.attempts(), target.port(), line)));
            if (line != null) {
                secured(walk, line, addresses);
            }
            phases.add(ipAt, new Phase("3", "IP", start, 0, ip(tried, line)));
        }
    }

    private static InetAddress reached(Walk.Dialed dialed, List<InetAddress> addresses) {
        for (Attempt attempt : dialed.attempts()) {
            if (attempt.won()) {
                return attempt.address().getAddress();
            }
        }
        return addresses.getFirst();
    }

    private List<Fact> ip(InetAddress address, @Nullable Line line) {
        Reach reach = Reach.of(address);
        long start = ticker.nanos();
        int millis = (int) Math.min(ECHO_MILLIS_MAX, TimeUnit.NANOSECONDS.toMillis(options.limitNanos()));
        Reach.Echo echo = Reach.echo(address, millis);
        long took = ticker.nanos() - start;
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.plain("family", address instanceof Inet6Address ? "IPv6" : "IPv4"));
        InetAddress source = reach.source();
        if (source == null) {
            facts.add(Fact.of("route", "none from this machine to " + Ip.text(address), Mark.BAD));
        } else {
            facts.add(Fact.plain("route", Ip.text(source) + " -> " + Ip.text(address) + through(reach)));
        }
        facts.add(pathMtu(line));
        facts.add(
                switch (echo) {
                    case ANSWERED -> Fact.yesNo("ICMP echo", true, "answered in " + Durations.text(took), Mark.GOOD);
                    case SILENT ->
                        Fact.yesNo("ICMP echo", false, "no answer: dropped on the way, or turned off", Mark.PLAIN);
                    case NOT_PERMITTED -> Fact.plain("ICMP echo", "not permitted for this process (CAP_NET_RAW)");
                });
        return facts;
    }

    private static String through(Reach reach) {
        return reach.through().isEmpty() ? "" : " through " + reach.through() + ", MTU " + reach.mtuBytes();
    }

    private static Fact pathMtu(@Nullable Line line) {
        var tcp = line == null ? null : line.tcp();
        return tcp == null
                ? Fact.plain("path MTU", "not available")
                : Fact.plain(
                        "path MTU", tcp.pathMtuBytes() + " bytes, as far as the kernel has learnt", tcp.pathMtuBytes());
    }

    private void secured(Walk walk, Line line, List<InetAddress> addresses) throws InterruptedException {
        if (target.secure()) {
            long start = since();
            try {
                TlsFacts tls = line.secure(target.host(), target.port(), OUR_PROTOCOL, options.limitNanos());
                List<Fact> facts = new ArrayList<>();
                phases.add(new Phase("5/6", "TLS", start, tls.tookNanos(), facts));
                new HttpStep(line, target, options, ticker, beganNanos, now).walk(phases);
                facts.addAll(TlsFactsText.of(tls, anchors, target.host(), now)); // judged when nothing waits for it
                facts.add(alpn(walk, addresses, tls));
                return;
            } catch (IOException e) {
                broken("5/6", "TLS", start, "handshake", e);
                return;
            }
        }
        new HttpStep(line, target, options, ticker, beganNanos, now).walk(phases);
    }

    /** On a second connection, as the request itself is sent by HTTP/1.1. */
    private Fact alpn(Walk walk, List<InetAddress> addresses, TlsFacts first) throws InterruptedException {
        String ours = first.protocol() == null ? "nothing" : first.protocol();
        try (Line line =
                walk.dial(addresses, target.port(), options.limitNanos()).line()) {
            if (line == null) {
                return Fact.plain("ALPN", ours);
            }
            TlsFacts second = line.secure(target.host(), target.port(), ALL_PROTOCOLS, options.limitNanos());
            String chosen = second.protocol() == null ? "nothing" : second.protocol();
            return Fact.plain("ALPN", chosen + " chosen of h2, http/1.1; this request went by HTTP/1.1");
        } catch (IOException e) {
            return Fact.plain("ALPN", ours + "; a second handshake with h2 failed");
        }
    }

    private void broken(String layer, String name, long start, String label, IOException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        phases.add(new Phase(
                layer,
                name,
                start,
                Math.max(1, since() - start),
                List.of(Fact.of(label, Trouble.text(e, text), Mark.BAD))));
    }

    private long since() {
        return ticker.nanos() - beganNanos;
    }
}
