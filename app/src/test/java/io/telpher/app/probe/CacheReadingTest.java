package io.telpher.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheReadingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void maxAgeAndAgeGiveWhatIsLeft() {
        assertThat(lines("Cache-Control: max-age=300", "Age: 20"))
                .contains("fresh for: 300 s (5 min) by max-age, is 20 s old: 280 s left")
                .contains("shared caches: may store it");
    }

    @Test
    void sMaxageCountsForSharedCachesOnly() {
        assertThat(lines("Cache-Control: max-age=60, s-maxage=90"))
                .contains("fresh for: 60 s by max-age", "shared fresh for: 90 s by s-maxage");
    }

    @Test
    void privateIsForBrowsersAlone() {
        assertThat(lines("Cache-Control: private, max-age=60"))
                .contains("shared caches: do not store it: private", "browsers: may store it");
    }

    @Test
    void noStoreIsForNobody() {
        assertThat(lines("Cache-Control: no-store"))
                .contains("shared caches: do not store it: no-store", "browsers: do not store it: no-store")
                .noneMatch(line -> line.startsWith("fresh for"));
    }

    @Test
    void expiresIsMeasuredFromTheDateOfTheAnswer() {
        assertThat(lines("Date: Sun, 22 Nov 2026 11:00:00 GMT", "Expires: Sun, 22 Nov 2026 11:01:30 GMT"))
                .contains("fresh for: 90 s by Expires");
        assertThat(lines("Expires: 0")).contains("fresh for: 0 s by an Expires that is no date");
    }

    @Test
    void withoutALifetimeATenthOfTheTimeSinceTheLastChangeIsGuessed() {
        assertThat(lines("Last-Modified: Sun, 22 Nov 2026 11:50:00 GMT"))
                .contains("fresh for: 60 s by guess: a tenth of the time since Last-Modified");
    }

    @Test
    void staleAgeIsSaid() {
        assertThat(lines("Cache-Control: max-age=10", "Age: 20"))
                .contains("fresh for: 10 s by max-age, is 20 s old: stale");
    }

    @Test
    void aHitIsToldFromAMiss() {
        assertThat(lines("Cache-Status: edge; hit")).contains("cache-status: edge; hit  (a cache answered)");
        assertThat(lines("Cache-Status: edge; fwd=uri-miss"))
                .contains("cache-status: edge; fwd=uri-miss  (the origin answered)");
    }

    @Test
    void anAnswerToPostIsNotStored() {
        Answer answer = new Answer("HTTP/1.1", 200, "OK", List.of());
        assertThat(lines(answer, "POST")).contains("shared caches: do not store it: the method is POST");
    }

    @Test
    void commasInsideQuotesDoNotDivideDirectives() {
        assertThat(CacheReading.directives("private=\"a, b\", max-age=\"5\""))
                .containsEntry("private", "a, b")
                .containsEntry("max-age", "5")
                .hasSize(2);
    }

    private static List<String> lines(String... fields) {
        List<Answer.Line> parsed = new ArrayList<>();
        for (String field : fields) {
            String[] parts = field.split(": ", 2);
            parsed.add(new Answer.Line(parts[0], parts[1]));
        }
        return lines(new Answer("HTTP/1.1", 200, "OK", parsed), "GET");
    }

    private static List<String> lines(Answer answer, String method) {
        return new CacheReading(answer, method, NOW)
                .facts().stream()
                        .map(fact -> fact.label() + ": " + fact.lines().getFirst())
                        .toList();
    }
}
