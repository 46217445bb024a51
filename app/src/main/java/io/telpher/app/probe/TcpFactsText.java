package io.telpher.app.probe;

import io.telpher.core.Ip;
import io.telpher.net.walk.Line;
import io.telpher.net.walk.wire.Attempt;
import io.telpher.net.walk.wire.TcpFacts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What connecting gave. */
final class TcpFactsText {
    private TcpFactsText() {}

    static List<Fact> of(List<Attempt> attempts, int port, @Nullable Line line) {
        List<Fact> facts = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Attempt attempt : attempts) {
            lines.add(describe(attempt));
        }
        boolean connected = line != null;
        facts.add(Fact.list(attempts.size() > 1 ? "race" : "connect", lines, connected ? Mark.GOOD : Mark.BAD));
        if (line != null) {
            facts.add(Fact.plain("ends", Ip.text(line.local()) + " -> " + Ip.text(line.remote())));
            kernel(line.tcp(), facts);
        }
        return facts;
    }

    private static String describe(Attempt attempt) {
        String address = Ip.text(attempt.address());
        String began =
                attempt.startedNanos() < 1_000_000 ? "" : ", begun after " + Durations.text(attempt.startedNanos());
        String took = " in " + Durations.text(attempt.tookNanos());
        String trouble = attempt.trouble();
        return address + ": " + (trouble == null ? "connected" : trouble) + took + began;
    }

    private static void kernel(@Nullable TcpFacts tcp, List<Fact> facts) {
        if (tcp == null) {
            facts.add(Fact.plain("kernel", "round trip, window, retransmits: not available on this system"));
            return;
        }
        facts.add(Fact.plain(
                "round trip",
                Durations.text(tcp.rttMicros() * 1000) + " +- " + Durations.text(tcp.rttVarMicros() * 1000),
                tcp.rttMicros()));
        facts.add(Fact.plain(
                "window",
                tcp.windowSegments() + " segments of " + tcp.segmentBytes() + " bytes ("
                        + Durations.bytes(tcp.windowSegments() * tcp.segmentBytes()) + " in flight), "
                        + tcp.congestion(),
                tcp.windowSegments()));
        facts.add(Fact.plain("MSS", tcp.segmentBytes() + " bytes", tcp.segmentBytes()));
        long lost = tcp.retransmits();
        facts.add(new Fact("retransmits", List.of(Long.toString(lost)), lost == 0 ? Mark.GOOD : Mark.DOUBTFUL, lost));
        facts.add(Fact.yesNo("fast open", tcp.fastOpen(), tcp.fastOpen() ? "used" : "not used", Mark.PLAIN));
    }
}
