package io.telpher.gateway.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The references of a page to the files that it loads: style sheets, scripts, pictures, media. Links to other pages, and
 * module scripts, whose imports name each other, keep their plain names. Pure; a page with {@code <base>} has none.
 */
final class HtmlReferences {
    private static final Set<String> RAW =
            Set.of("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes");
    private static final Set<String> WITH_SRC =
            Set.of("script", "img", "source", "video", "audio", "track", "embed", "input");
    private static final Set<String> LINKS = Set.of("stylesheet", "icon", "apple-touch-icon", "mask-icon");
    private static final Set<String> PRELOADED = Set.of("style", "image", "font", "script");

    private final String text;
    private final Reference.Base base;
    private final List<Reference> found = new ArrayList<>();
    private boolean based;

    private HtmlReferences(String text, Reference.Base base) {
        this.text = text;
        this.base = base;
    }

    /** Those of a page, in their order. */
    static List<Reference> of(String text, Reference.Base base) {
        HtmlReferences page = new HtmlReferences(text, base);
        page.read();
        return page.based ? List.of() : page.found;
    }

    private void read() {
        int at = text.indexOf('<');
        while (at >= 0 && !based) {
            at = text.indexOf('<', markup(at));
        }
    }

    /** Reads what begins with a {@code <}. @return where to go on */
    private int markup(int at) {
        if (text.startsWith("<!--", at)) {
            return after("-->", at + 4);
        }
        char c = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if (c == '!' || c == '?' || c == '/') {
            return after(">", at + 2);
        }
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
            return at + 1;
        }
        HtmlTag tag = HtmlTag.at(text, at);
        int end = tag.end();
        take(tag);
        if (RAW.contains(tag.name())) {
            int close = rawEnd(tag.name(), end);
            if (tag.name().equals("style")) {
                CssReferences.find(text, end, close, base, found);
            }
            return close;
        }
        return end;
    }

    private int rawEnd(String name, int from) {
        int at = text.indexOf("</", from);
        while (at >= 0 && !text.regionMatches(true, at + 2, name, 0, name.length())) {
            at = text.indexOf("</", at + 2);
        }
        return at < 0 ? text.length() : at;
    }

    private void take(HtmlTag tag) {
        based |= tag.name().equals("base") && tag.attribute("href") != null;
        boolean exact = tag.attribute("integrity") != null;
        for (HtmlTag.Attribute attribute : tag.attributes()) {
            switch (attribute.name()) {
                case "src" -> add(WITH_SRC.contains(tag.name()) && !isModule(tag), attribute, exact);
                case "href" -> add(loads(tag), attribute, exact);
                case "xlink:href" -> add(isDrawn(tag), attribute, false);
                case "poster" -> add(tag.name().equals("video"), attribute, false);
                case "srcset" -> set(attribute);
                case "imagesrcset" -> set(attribute);
                case "style" -> CssReferences.find(text, attribute.from(), attribute.to(), base, found);
                default -> {}
            }
        }
    }

    private static boolean isModule(HtmlTag tag) {
        return tag.name().equals("script") && tag.value("type").equals("module");
    }

    private static boolean isDrawn(HtmlTag tag) {
        return tag.name().equals("use") || tag.name().equals("image");
    }

    /** True if what the element names is loaded with the page, under a name of no importance. */
    private static boolean loads(HtmlTag tag) {
        if (!tag.name().equals("link")) {
            return isDrawn(tag);
        }
        for (String rel : tag.value("rel").split("\\s+", -1)) {
            if (LINKS.contains(rel) || (rel.equals("preload") && PRELOADED.contains(tag.value("as")))) {
                return true;
            }
        }
        return false;
    }

    private void add(boolean counts, HtmlTag.Attribute attribute, boolean exact) {
        if (counts) {
            add(attribute.from(), attribute.to(), exact);
        }
    }

    private void add(int from, int to, boolean exact) {
        Reference reference = base.reference(text, from, to, exact);
        if (reference != null) {
            found.add(reference);
        }
    }

    /** Candidates with descriptors, divided by commas (HTML, "parse a srcset attribute"). */
    private void set(HtmlTag.Attribute attribute) {
        int at = attribute.from();
        while (at < attribute.to()) {
            char c = text.charAt(at);
            if (c <= ' ' || c == ',') {
                at++;
                continue;
            }
            int end = at;
            while (end < attribute.to() && text.charAt(end) > ' ') {
                end++;
            }
            boolean alone = text.charAt(end - 1) == ',';
            int trimmed = end;
            while (text.charAt(trimmed - 1) == ',') {
                trimmed--;
            }
            add(at, trimmed, false);
            at = end;
            while (!alone && at < attribute.to() && text.charAt(at) != ',') {
                at++;
            }
        }
    }

    private int after(String end, int from) {
        int at = text.indexOf(end, from);
        return at < 0 ? text.length() : at + end.length();
    }

    /** The word in lower case, whatever the language of the machine. */
    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
