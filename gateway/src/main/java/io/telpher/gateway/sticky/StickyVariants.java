package io.telpher.gateway.sticky;

import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.function.LongSupplier;

/**
 * What keeps requests with one variant of a route: a key for each. Those that have nothing that is configured get a random one,
 * and a cookie to bring it back.
 */
public final class StickyVariants {
    private static final long NONE = 0;

    private final Belonging belonging;
    private final LongSupplier random;

    /** The same for the same keys. */
    public StickyVariants(StickyConfig config, LongSupplier random) {
        this.belonging = new Belonging(config);
        this.random = random;
    }

    /**
     * A request's key.
     *
     * @param key what it is drawn by
     * @param fresh true if it is new to the client
     */
    public record Draw(long key, boolean fresh) {}

    /** The key of a request. Without a cookie of ours, one that has nothing goes by its client's address. */
    public Draw draw(HttpRequest request) {
        long hash = belonging.hashed(request, NONE);
        if (hash != NONE) {
            return new Draw(hash, false);
        }
        if (!belonging.gives()) {
            return new Draw(RequestKey.client(request), false);
        }
        long named = belonging.named(request, NONE);
        return named != NONE ? new Draw(named, false) : new Draw(random.getAsLong(), true);
    }

    /** The response with the cookie, if the key is new. */
    public HttpResponse give(HttpRequest request, HttpResponse response, Draw draw) {
        return draw.fresh() ? belonging.give(request, response, draw.key()) : response;
    }
}
