package io.telpher.gateway.sticky;

import io.telpher.balance.algorithm.Hash;
import io.telpher.http.Cookies;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of a request says to whom it belongs, and the cookie of those of whom nothing does. */
final class Belonging {
    private static final FieldName SET_COOKIE = FieldName.of("set-cookie");
    private static final int HEX = 16;
    private static final int DIGITS = 16;

    private final List<Function<HttpRequest, @Nullable String>> texts;
    private final @Nullable CookieConfig cookie;

    Belonging(StickyConfig config) {
        this.texts = config.by().stream().map(RequestKey::text).toList();
        this.cookie = config.cookie();
    }

    /** The hash of the first of the configured texts that it has, or {@code none}. */
    long hashed(HttpRequest request, long none) {
        for (int i = 0; i < texts.size(); i++) { // no iterator: this is on every request's way
            String text = texts.get(i).apply(request);
            if (text != null && !text.isEmpty()) {
                return Hash.of(text);
            }
        }
        return none;
    }

    /** The number in the request's cookie, or {@code none} if there is no cookie, or one that is not ours. */
    long named(HttpRequest request, long none) {
        String value = cookie == null ? null : Cookies.value(request.fields(), cookie.name());
        if (value == null || value.length() != DIGITS) {
            return none;
        }
        try {
            return Long.parseUnsignedLong(value, HEX);
        } catch (NumberFormatException e) {
            return none;
        }
    }

    /** True if there is a cookie to be given. */
    boolean gives() {
        return cookie != null;
    }

    /** The response with the cookie that holds {@code number}; itself if there is none to be given. */
    HttpResponse give(HttpRequest request, HttpResponse response, long number) {
        if (cookie == null) {
            return response;
        }
        String digits = String.format("%016x", number);
        Field field = Field.of(SET_COOKIE, cookie.line(digits, request.scheme().equals("https")));
        return response.withFields(response.fields().edit().add(field).done());
    }
}
