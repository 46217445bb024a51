package io.telpher.cache.fields;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Structured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a response says about its caching (RFC 9111 §5.2.2, RFC 5861, RFC 8246), or what {@code CDN-Cache-Control} says in its
 * place (RFC 9213). Directives that nobody knows are ignored. A number that is none, and one that is given twice differently,
 * counts as 0: stale (§4.2.1). What allows something and has an argument that cannot be used, such as {@code public=?0}, does not
 * count; what forbids something does.
 *
 * @param targeted true if {@code CDN-Cache-Control} spoke: {@code Cache-Control} and {@code Expires} say nothing to us then
 * @param maxAge seconds, or {@link Seconds#ABSENT}, as all numbers here
 * @param noCacheFields the names in {@code no-cache="..."}, as they were written
 * @param privateFields the same for {@code private="..."}
 */
public record CacheControl(
        boolean targeted,
        long maxAge,
        long sharedMaxAge,
        long staleWhileRevalidate,
        long staleIfError,
        boolean noStore,
        boolean noCache,
        boolean isPrivate,
        boolean isPublic,
        boolean mustRevalidate,
        boolean proxyRevalidate,
        boolean mustUnderstand,
        boolean noTransform,
        boolean immutable,
        List<String> noCacheFields,
        List<String> privateFields) {
    /** {@code CDN-Cache-Control}. */
    public static final FieldName CDN_CACHE_CONTROL = FieldName.of("cdn-cache-control");

    /** A response that says nothing. */
    public static final CacheControl NONE = new Reader().done(false);

    /** Reads a response's fields. */
    public static CacheControl of(Fields fields) {
        String targeted = fields.joined(CDN_CACHE_CONTROL);
        if (targeted != null) {
            Map<String, Structured.Value> members = Structured.dictionary(targeted);
            if (members != null && !members.isEmpty()) {
                Reader reader = new Reader();
                members.forEach((name, value) -> reader.directive(name, argument(value)));
                return reader.done(true);
            }
        }
        String text = fields.joined(FieldName.CACHE_CONTROL);
        return text == null ? NONE : parse(text);
    }

    /** Reads a field's value. */
    public static CacheControl parse(String text) {
        Reader reader = new Reader();
        Directives.read(text, reader::directive);
        return reader.done(false);
    }

    /** The type of a directive's value is part of its syntax here (RFC 9213 §2.1): a number in quotes is none. */
    private static @Nullable String argument(Structured.Value value) {
        return switch (value) {
            case Structured.Truth truth -> truth.value() ? null : Directives.BROKEN;
            case Structured.Whole number -> Long.toString(number.value());
            case Structured.Text names -> '"' + names.value();
            case Structured.Word word -> word.value();
            case Structured.Inner inner -> Directives.BROKEN;
            case Structured.Other other -> Directives.BROKEN;
        };
    }

    /** Collects directives. */
    private static final class Reader {
        private long maxAge = Seconds.ABSENT;
        private long sharedMaxAge = Seconds.ABSENT;
        private long staleWhileRevalidate = Seconds.ABSENT;
        private long staleIfError = Seconds.ABSENT;
        private boolean noStore;
        private boolean noCache;
        private boolean isPrivate;
        private boolean isPublic;
        private boolean mustRevalidate;
        private boolean proxyRevalidate;
        private boolean mustUnderstand;
        private boolean noTransform;
        private boolean immutable;
        private final List<String> noCacheFields = new ArrayList<>(0);
        private final List<String> privateFields = new ArrayList<>(0);

        private void directive(String name, @Nullable String argument) {
            switch (name) {
                case "max-age" -> maxAge = seconds(maxAge, argument);
                case "s-maxage" -> sharedMaxAge = seconds(sharedMaxAge, argument);
                case "stale-while-revalidate" -> staleWhileRevalidate = seconds(staleWhileRevalidate, argument);
                case "stale-if-error" -> staleIfError = seconds(staleIfError, argument);
                case "no-store" -> noStore = true;
                case "no-cache" -> noCache |= !names(argument, noCacheFields);
                case "private" -> isPrivate |= !names(argument, privateFields);
                case "public" -> isPublic |= !Directives.BROKEN.equals(argument);
                case "must-revalidate" -> mustRevalidate = true;
                case "proxy-revalidate" -> proxyRevalidate = true;
                case "must-understand" -> mustUnderstand |= !Directives.BROKEN.equals(argument);
                case "no-transform" -> noTransform = true;
                case "immutable" -> immutable = true;
                default -> {} // §5.2.3: ignored
            }
        }

        private static long seconds(long before, @Nullable String argument) {
            long value = argument == null ? Seconds.ABSENT : Seconds.parse(argument);
            if (value == Seconds.ABSENT || (before != Seconds.ABSENT && before != value)) {
                return 0;
            }
            return value;
        }

        /** Adds the names; false if there are none, so that the directive is about the whole response. */
        private static boolean names(@Nullable String argument, List<String> into) {
            if (argument == null || argument.equals(Directives.BROKEN)) {
                return false;
            }
            int before = into.size();
            for (String name : argument.replace("\"", "").split(",", -1)) {
                if (!name.isBlank()) {
                    into.add(name.strip());
                }
            }
            return into.size() > before;
        }

        private CacheControl done(boolean targeted) {
            return new CacheControl(
                    targeted,
                    maxAge,
                    sharedMaxAge,
                    staleWhileRevalidate,
                    staleIfError,
                    noStore,
                    noCache,
                    isPrivate,
                    isPublic,
                    mustRevalidate,
                    proxyRevalidate,
                    mustUnderstand,
                    noTransform,
                    immutable,
                    List.copyOf(noCacheFields),
                    List.copyOf(privateFields));
        }
    }
}
