package io.telpher.app.graph;

import io.telpher.balance.Hash;
import io.telpher.balance.HashKey;
import io.telpher.http.Cookies;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What of an HTTP request is hashed. A request that lacks it goes by its client's address. */
final class RequestKey {
    private RequestKey() {}

    static ToLongFunction<HttpRequest> of(HashKey key) {
        return switch (key) {
            case HashKey.Ip _ -> RequestKey::client;
            case HashKey.Path _ -> request -> Hash.of(request.path());
            case HashKey.Header header -> {
                FieldName name = FieldName.of(header.name());
                yield request -> orClient(request.fields().value(name), request);
            }
            case HashKey.Cookie cookie -> request -> orClient(Cookies.value(request.fields(), cookie.name()), request);
        };
    }

    private static long orClient(@Nullable String value, HttpRequest request) {
        return value == null ? client(request) : Hash.of(value);
    }

    private static long client(HttpRequest request) {
        return Hash.of(request.exchange().client());
    }
}
