package io.telpher.engines.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a topic, as {@code ID:OFFSET}.
 *
 * @param topic the topic's id: one that was deleted and made anew has another
 */
record Place(String topic, long offset) {
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{1,40}):(\\d{1,18})");

    static @Nullable Place of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches() ? new Place(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
    }

    String text() {
        return topic + ':' + offset;
    }
}
