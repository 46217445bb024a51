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

    /** A URL, and where it stands. */
    private record Named(String where, String url) {}

    /** Freezes. */
    public WarmList {
        targets = List.copyOf(targets);
    }

    /** Reads a list. @throws IllegalArgumentException saying which line is none */
    public static WarmList of(String text) {
        String bare = text.startsWith("\ufeff") ? text.substring(1) : text;
        List<Named> urls = bare.stripLeading().startsWith("<") ? sitemap(bare) : lines(bare);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("the list is empty, expected URLs");
        }
        if (urls.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "found " + urls.size() + " URLs, expected " + COUNT_MAX + " at most: divide the list");
        }
        List<Target> targets = new ArrayList<>(urls.size());
        urls.forEach(each -> targets.add(target(each)));
        return new WarmList(targets);
    }

    private static List<Named> lines(String text) {
        List<Named> urls = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String url = line.replaceFirst("(^|\\s)#.*", "").strip();
            if (!url.isEmpty()) {
                urls.add(new Named("line " + number, url));
            }
        }
        return urls;
    }

    private static List<Named> sitemap(String xml) {
        if (xml.contains("<sitemapindex")) {
            throw new IllegalArgumentException(
                    "this is an index of sitemaps, expected one of the sitemaps that it names");
        }
        List<Named> urls = new ArrayList<>();
        for (Matcher each = PLACE.matcher(xml); each.find(); ) {
            String url = each.group(1)
                    .strip()
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&");
            urls.add(new Named("URL " + (urls.size() + 1), url));
        }
        return urls;
    }

    private static Target target(Named named) {
        String found = named.where() + ": found \"" + named.url() + "\", expected ";
        try {
            Target target = Target.parse(Method.GET, named.url());
            if (target.scheme() == null) {
                throw new IllegalArgumentException(found + "one such as https://www.example.org/a");
            }
            return target;
        } catch (BadTarget e) {
            throw new IllegalArgumentException(found + "a URL: " + e.getMessage(), e);
        }
    }
}
