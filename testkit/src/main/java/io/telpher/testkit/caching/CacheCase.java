package io.telpher.testkit.caching;

import io.telpher.testkit.raw.RawMessage.Line;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One behaviour of a cache: what a client asks, step by step, what the origin would answer, and what must be seen.
 *
 * @param id a name that no other case has
 * @param level how much depends on it
 * @param cite the section that asks for it, such as {@code 9111 4.2.1}
 * @param sentence what the cache does, as one sentence
 */
public record CacheCase(String id, Level level, String cite, String sentence, List<Step> steps) {

    /** How much a rule binds: what else is wrong, what else is a pity, what is a choice and only told. */
    public enum Level {
        MUST,
        SHOULD,
        MAY
    }

    /**
     * One request.
     *
     * @param waitMillis what passes before it
     * @param suffix what stands behind the case's path
     * @param expected lines such as {@code stored}, {@code status 304}, {@code Age >= 10}, {@code !Connection}, {@code origin If-None-Match}
     */
    public record Step(
            int waitMillis,
            String method,
            String suffix,
            List<Line> fields,
            @Nullable String content,
            Answer answer,
            List<String> expected) {}

    /**
     * What the origin answers if it is asked in that step.
     *
     * @param status 0 if it closes the connection instead
     * @param early an interim response that comes before, or null
     * @param content null for content that tells the case and the step
     */
    public record Answer(
            int status,
            @Nullable String early,
            List<Line> fields,
            @Nullable String content) {}

    @Override
    public String toString() {
        return id + ": " + sentence + " (" + level + ", " + cite + ")";
    }
}
