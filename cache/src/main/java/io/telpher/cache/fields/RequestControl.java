package io.telpher.cache.fields;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about caching (RFC 9111 §5.2.1, RFC 5861 §4). Of a number given twice the one that asks for more
 * freshness counts; one that cannot be read asks for all of it.
 *
 * @param maxAge seconds, or {@link Seconds#ABSENT}, as all numbers here
 * @param maxStale {@link Seconds#MAX} if any staleness will do
 * @param noCache also by {@code Pragma: no-cache} where there is no {@code Cache-Control} (§5.4)
 */
public record RequestControl(
        long maxAge,
        long maxStale,
        long minFresh,
        long staleIfError,
        boolean noCache,
        boolean noStore,
        boolean noTransform,
        boolean onlyIfCached) {
    /** A request that says nothing. */
    public static final RequestControl NONE = new Reader().done();

    private static final RequestControl PRAGMA = parse("no-cache");

    /** True if it says how fresh, or how stale at most, a response is to be. */
    public boolean namesFreshness() {
        return maxAge != Seconds.ABSENT || minFresh != Seconds.ABSENT || maxStale != Seconds.ABSENT;
    }

    /** Reads a request's fields. */
    public static RequestControl of(Fields fields) {
        String text = fields.joined(FieldName.CACHE_CONTROL);
        if (text != null) {
            return parse(text);
        }
        return fields.hasToken(FieldName.PRAGMA, "no-cache") ? PRAGMA : NONE;
    }

    /** Reads a field's value. */
    public static RequestControl parse(String text) {
        Reader reader = new Reader();
        Directives.read(text, reader::directive);
        return reader.done();
    }

    private static final class Reader {
        private long maxAge = Seconds.ABSENT;
        private long maxStale = Seconds.ABSENT;
        private long minFresh = Seconds.ABSENT;
        private long staleIfError = Seconds.ABSENT;
        private boolean noCache;
        private boolean noStore;
        private boolean noTransform;
        private boolean onlyIfCached;

        private void directive(String name, @Nullable String argument) {
            switch (name) {
                case "max-age" -> maxAge = least(maxAge, argument, 0);
                case "max-stale" -> maxStale = least(maxStale, argument, argument == null ? Seconds.MAX : 0);
                case "min-fresh" -> minFresh = Math.max(minFresh, seconds(argument, Seconds.MAX));
                case "stale-if-error" -> staleIfError = least(staleIfError, argument, 0);
                case "no-cache" -> noCache = true;
                case "no-store" -> noStore = true;
                case "no-transform" -> noTransform = true;
                case "only-if-cached" -> onlyIfCached = true;
                default -> {} // ignored
            }
        }

        private static long least(long before, @Nullable String argument, long otherwise) {
            long value = seconds(argument, otherwise);
            return before == Seconds.ABSENT ? value : Math.min(before, value);
        }

        private static long seconds(@Nullable String argument, long otherwise) {
            long value = argument == null ? Seconds.ABSENT : Seconds.parse(argument);
            return value == Seconds.ABSENT ? otherwise : value;
        }

        private RequestControl done() {
            return new RequestControl(
                    maxAge, maxStale, minFresh, staleIfError, noCache, noStore, noTransform, onlyIfCached);
        }
    }
}
