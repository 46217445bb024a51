package io.telpher.gateway.sticky;

import io.telpher.balance.algorithm.Hash;
import io.telpher.balance.algorithm.HashKey;
import io.telpher.http.Cookies;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What of an HTTP request is hashed. */
public final class RequestKey {
    private RequestKey() {}

    /** The hash of it; a request that lacks it goes by its client's address. */
    public static ToLongFunction<HttpRequest> of(HashKey key) {
        Function<HttpRequest, @Nullable String> text = text(key);
        return request -> {
            String value = text.apply(request);
            return value == null ? client(request) : Hash.of(value);
        };
    }

    /** The hash of the client's address. */
    static long client(HttpRequest request) {
        return Hash.of(request.exchange().client());
    }

    /** The text of it, or null for a request that lacks it. */
    static Function<HttpRequest, @Nullable String> text(HashKey key) {
        return switch (key) {
            case HashKey.Ip _ -> request -> request.exchange().client();
            case HashKey.Path _ -> HttpRequest::path;
            case HashKey.Url _ -> RequestKey::url;
            case HashKey.Header header -> {
                FieldName name = FieldName.of(header.name());
                yield request -> request.fields().value(name);
            }
            case HashKey.Cookie cookie -> request -> Cookies.value(request.fields(), cookie.name());
        };
    }

    /** As it is sent on, and without the port that the scheme has by itself: clients name it or not. */
    private static String url(HttpRequest request) {
        String authority = request.authority();
        String port = request.scheme().equals("https") ? ":443" : ":80";
        return (authority.endsWith(port) ? request.host() : authority) + request.target();
    }
}
