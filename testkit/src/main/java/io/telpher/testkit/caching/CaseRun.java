package io.telpher.testkit.caching;

import io.telpher.core.Ticker;
import io.telpher.testkit.caching.CacheCase.Answer;
import io.telpher.testkit.caching.CacheCase.Step;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One run of a case through a cache: it asks step by step and judges what comes back and what the origin saw. */
final class CaseRun {
    private final CacheCase what;
    private final String token;
    private final InetSocketAddress cache;
    private final List<List<RawMessage>> seen = new ArrayList<>();
    private final List<Judge.Answered> answers = new CopyOnWriteArrayList<>();
    private volatile int current;
    private volatile boolean askedOtherwise;

    CaseRun(CacheCase what, String token, InetSocketAddress cache) {
        this.what = what;
        this.token = token;
        this.cache = cache;
        for (int i = 0; i < what.steps().size(); i++) {
            seen.add(new CopyOnWriteArrayList<>());
        }
    }

    String token() {
        return token;
    }

    boolean mustHold() {
        return what.level() == CacheCase.Level.MUST;
    }

    String path() {
        return "/cases/" + token + "/" + what.id();
    }

    String host() {
        return cache.getHostString() + ":" + cache.getPort();
    }

    /** True if a 304 or a 206 would have been no answer to what the origin was asked. */
    boolean askedOtherwise() {
        return askedOtherwise;
    }

    /** What the origin answers to a request that it has now: that of the running step. */
    Answer asked(RawMessage request) {
        seen.get(current).add(request);
        Answer answer = what.steps().get(current).answer();
        if (!answers(answer, request)) {
            // whoever asks once more because of what he was answered has been answered
            askedOtherwise |= seen.get(current).stream().noneMatch(one -> answers(answer, one));
            return new Answer(500, null, List.of(), "");
        }
        answers.add(new Judge.Answered(current, answer));
        return answer;
    }

    /** True if such an answer can be one to the request. */
    private static boolean answers(Answer answer, RawMessage request) {
        return switch (answer.status()) {
            case 304 -> request.has("If-None-Match") || request.has("If-Modified-Since");
            case 206 -> request.has("Range");
            default -> true;
        };
    }

    /** The content of an answer that the case leaves to us: it says which step's it is. */
    String contentOf(Answer answer) {
        for (int i = 0; i < what.steps().size(); i++) {
            if (what.steps().get(i).answer() == answer) {
                return content(i);
            }
        }
        throw new IllegalStateException("an answer of no step");
    }

    String content(int step) {
        String given = what.steps().get(step).answer().content();
        return given == null ? what.id() + " " + (step + 1) : given;
    }

    /** Asks all, one after the other. @throws AssertionError with the step and what was wrong in it */
    void run() throws Exception {
        try (RawClient client = RawClient.plain(cache)) {
            for (int i = 0; i < what.steps().size(); i++) {
                Step step = what.steps().get(i);
                pass(step.waitMillis());
                current = i;
                List<RawMessage> early = new ArrayList<>();
                RawMessage response = ask(client, step, early);
                try {
                    new Judge(this, i, step, response, early, seen.get(i), answers).judge();
                } catch (Judge.NotApplicable e) {
                    throw e;
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "step " + (i + 1) + ": " + e.getMessage() + "\nresponse:\n" + response
                                    + "\nthe origin saw: " + seen.get(i),
                            e);
                }
            }
        }
    }

    private RawMessage ask(RawClient client, Step step, List<RawMessage> early) throws IOException {
        StringBuilder text = new StringBuilder(step.method() + " " + path() + step.suffix() + " HTTP/1.1\r\n");
        if (step.fields().stream().noneMatch(field -> field.name().equalsIgnoreCase("Host"))) {
            text.append("Host: ").append(host()).append("\r\n");
        }
        step.fields()
                .forEach(field -> text.append(field.name())
                        .append(": ")
                        .append(CaseOrigin.filled(field.value(), this))
                        .append("\r\n"));
        if (step.content() != null) {
            text.append("Content-Length: ").append(step.content().length()).append("\r\n");
        }
        client.send(text.append("\r\n")
                .append(step.content() == null ? "" : step.content())
                .toString());
        RawMessage response = read(client, step);
        while (response.status() < 200) {
            early.add(response);
            response = read(client, step);
        }
        return response;
    }

    private static RawMessage read(RawClient client, Step step) throws IOException {
        return step.method().equals("HEAD") ? client.readResponseHead() : client.readResponse();
    }

    /** Lets real time pass: a cache in another process has no other. */
    private static void pass(int millis) throws Exception {
        if (millis > 0) {
            long until = Ticker.system().nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
            Eventually.see(() -> Ticker.system().nanos() - until, passed -> passed >= 0);
        }
    }
}
