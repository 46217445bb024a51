package io.telpher.testkit.caching;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.telpher.testkit.caching.CacheCase.Answer;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawMessage.Line;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The origin behind the cache: it answers what the running case says in its running step, and tells the case what it was asked. */
final class CaseOrigin implements AutoCloseable {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern DAY = Pattern.compile("@([+-]?\\d+)");

    private final ConcurrentHashMap<String, CaseRun> running = new ConcurrentHashMap<>();
    private final RawOrigin server;

    CaseOrigin(int port) throws IOException {
        server = RawOrigin.requestsOn(port, this::answer);
    }

    int port() {
        return server.port();
    }

    void register(CaseRun run) {
        running.put(run.token(), run);
    }

    private void answer(RawMessage request, RawOrigin.Connection connection) throws IOException {
        String[] line = request.startLine().split(" ");
        String[] parts = line[1].split("[/?]");
        CaseRun run = parts.length > 2 ? running.get(parts[2]) : null;
        if (run == null) {
            connection.send("HTTP/1.1 404 Not Found\r\nCache-Control: no-store\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        Answer answer = run.asked(request);
        if (answer.status() == 0) {
            connection.close();
            return;
        }
        if (answer.early() != null) {
            connection.send("HTTP/1.1 " + answer.early().replaceFirst(" ", " Early\r\n") + "\r\n\r\n");
        }
        connection.send(bytes(run, answer, line[0].equals("HEAD")));
    }

    private static byte[] bytes(CaseRun run, Answer answer, boolean headOnly) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + answer.status() + " As-Said\r\n");
        boolean dated = false;
        boolean measured = false;
        for (Line field : answer.fields()) {
            dated |= field.name().matches("(?i)!?date");
            measured |= field.name().equalsIgnoreCase("Content-Length");
            if (!field.name().startsWith("!")) {
                text.append(field.name())
                        .append(": ")
                        .append(filled(field.value(), run))
                        .append("\r\n");
            }
        }
        if (!dated) {
            text.append("Date: ").append(DATE.format(Instant.now())).append("\r\n");
        }
        String content = answer.content() == null ? run.contentOf(answer) : filled(answer.content(), run);
        boolean none = answer.status() == 204 || answer.status() == 304;
        if (!measured && !none) {
            text.append("Content-Length: ").append(content.length()).append("\r\n");
        }
        text.append("\r\n");
        return text.append(none || headOnly ? "" : content).toString().getBytes(ISO_8859_1);
    }

    /** The value with dates and the case's path in the places of their marks. */
    static String filled(String value, CaseRun run) {
        String text = value.replace("{path}", run.path()).replace("{host}", run.host());
        return DAY.matcher(text)
                .replaceAll(mark -> DATE.format(Instant.now().plusSeconds(Long.parseLong(mark.group(1)))));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
