package io.telpher.app.warm;

import io.telpher.http.BadTarget;
import io.telpher.http.Method;
import io.telpher.http.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be fetched ahead: a URL on each line, where {@code #} begins a comment, or a sitemap (sitemaps.org).
 *
 * @param targets in their order
 */
public record WarmList(List<Target> targets) {
    /** How long a list may be. */
    public static final int BYTES_MAX = 32 << 20;

    private static final int COUNT_MAX = 200_000;
    private static final Pattern PLACE = Pattern.compile("<(?:\\w+:)?loc\\s*>\\s*(?:<!\\[CDATA\\[)?([^<\\]]*)");

    /** Freezes. */
    public WarmList {
        targets = List.copyOf(targets);
    }

    /** Reads a list. @throws IllegalArgumentException saying which line is none */
    public static WarmList of(String text) {
        String bare = text.startsWith("\ufeff") ? text.substring(1) : text;
        List<String> urls = bare.stripLeading().startsWith("<") ? sitemap(bare) : lines(bare);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("the list is empty, expected URLs");
        }
        if (urls.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "found " + urls.size() + " URLs, expected " + COUNT_MAX + " at most: divide the list");
        }
        List<Target> targets = new ArrayList<>(urls.size());
        for (int i = 0; i < urls.size(); i++) {
            targets.add(target(i + 1, urls.get(i)));
        }
        return new WarmList(targets);
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> sitemap(String xml) {
        if (xml.contains("<sitemapindex")) {
            throw new IllegalArgumentException(
                    "this is an index of sitemaps, expected one of the sitemaps that it names");
        }
        List<String> urls = new ArrayList<>();
        for (Matcher each = PLACE.matcher(xml); each.find(); ) {
            urls.add(each.group(1)
                    .strip()
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&"));
        }
        return urls;
    }

    private static Target target(int number, String url) {
        try {
            Target target = Target.parse(Method.GET, url);
            if (target.scheme() == null) {
                throw new IllegalArgumentException(
                        "URL " + number + ": found \"" + url + "\", expected one such as https://www.example.org/a");
            }
            return target;
        } catch (BadTarget e) {
            throw new IllegalArgumentException(
                    "URL " + number + ": found \"" + url + "\", expected a URL: " + e.getMessage(), e);
        }
    }
}
