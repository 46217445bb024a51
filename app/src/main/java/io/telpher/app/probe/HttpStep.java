package io.telpher.app.probe;

import io.telpher.core.Ticker;
import io.telpher.net.walk.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The request and its answer, on a connection that stands. */
final class HttpStep {
    private static final int INTERIM_MAX = 20;

    private final Line line;
    private final ProbeTarget target;
    private final ProbeOptions options;
    private final Ticker ticker;
    private final long beganNanos;
    private final Instant now;

    HttpStep(Line line, ProbeTarget target, ProbeOptions options, Ticker ticker, long beganNanos, Instant now) {
        this.line = line;
        this.target = target;
        this.options = options;
        this.ticker = ticker;
        this.beganNanos = beganNanos;
        this.now = now;
    }

    void walk(List<Phase> phases) throws InterruptedException {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.plain(
                "request", options.method() + " " + target.path() + " HTTP/1.1, Host: " + target.authority()));
        long start = since();
        try {
            line.limit(options.limitNanos(), "no answer in time");
            line.send(request());
            AnswerReader reader = new AnswerReader(line.in());
            Answer answer = reader.head();
            for (int i = 0; answer.status() < 200 && answer.status() != 101 && i < INTERIM_MAX; i++) {
                facts.add(Fact.plain("interim", answer.status() + " " + clean(answer.reason())));
                answer = reader.head();
            }
            long first = since();
            head(answer, facts);
            phases.add(new Phase("7", "HTTP first byte", start, first - start, facts));
            phases.add(body(reader, answer));
            phases.add(new Phase(
                    "7",
                    "Cache",
                    since(),
                    0,
                    new CacheReading(answer, options.method(), now)
                            .facts().stream().map(HttpStep::clean).toList()));
        } catch (IOException e) {
            facts.add(Fact.of("answer", Trouble.text(e, String.valueOf(e.getMessage())), Mark.BAD));
            phases.add(new Phase("7", "HTTP first byte", start, since() - start, facts));
        }
    }

    private Phase body(AnswerReader reader, Answer answer) {
        List<Fact> facts = new ArrayList<>();
        long start = since();
        try {
            line.limit(options.limitNanos(), "the body did not end in time");
            AnswerReader.BodySize size = reader.body(answer, options.method(), options.bodyBytesMax());
            long took = Math.max(1, since() - start);
            facts.add(Fact.plain(
                    "size", Durations.bytes(size.bytes()) + (size.whole() ? "" : ", the rest not read"), size.bytes()));
            facts.add(Fact.plain("end told by", size.framing()));
            boolean open = answer.staysOpen(size.delimited());
            facts.add(Fact.yesNo(
                    "keep-alive",
                    open,
                    open ? "the connection can be used again" : "the connection closes",
                    Mark.PLAIN));
            return new Phase("7", "HTTP body", start, took, facts);
        } catch (IOException e) {
            facts.add(Fact.of("body", Trouble.text(e, String.valueOf(e.getMessage())), Mark.BAD));
            return new Phase("7", "HTTP body", start, Math.max(1, since() - start), facts);
        }
    }

    private static void head(Answer answer, List<Fact> facts) {
        Mark mark = answer.status() >= 500 ? Mark.DOUBTFUL : Mark.GOOD;
        facts.add(new Fact(
                "status",
                List.of(answer.version() + " " + answer.status() + " " + clean(answer.reason())),
                mark,
                answer.status()));
        for (String name : List.of(
                "location",
                "server",
                "via",
                "content-type",
                "content-encoding",
                "alt-svc",
                "strict-transport-security",
                "cache-control",
                "age",
                "date")) {
            String value = answer.value(name);
            if (value != null) {
                boolean redirect = name.equals("location") && answer.status() / 100 == 3;
                facts.add(Fact.plain(
                        name.equals("strict-transport-security") ? "HSTS" : name,
                        clean(value) + (redirect ? "  (not followed)" : "")));
            }
        }
    }

    private byte[] request() {
        StringBuilder text = new StringBuilder();
        text.append(options.method()).append(' ').append(target.path()).append(" HTTP/1.1\r\n");
        text.append("Host: ").append(target.authority()).append("\r\n");
        text.append("User-Agent: telpher-probe\r\nAccept: */*\r\n");
        for (String field : options.fields()) {
            text.append(field).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Fact clean(Fact fact) {
        return new Fact(fact.label(), fact.lines().stream().map(HttpStep::clean).toList(), fact.mark(), fact.value());
    }

    /** A foreign text without anything that a terminal would obey. */
    private static String clean(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private long since() {
        return ticker.nanos() - beganNanos;
    }
}
