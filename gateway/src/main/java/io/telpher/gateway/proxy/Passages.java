package io.telpher.gateway.proxy;

import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Problem;
import org.jspecify.annotations.Nullable;

/** How many more servers an OPTIONS or a TRACE may pass, by its {@code Max-Forwards} (RFC 9110 §7.6.2). */
final class Passages {
    private static final FieldName MAX_FORWARDS = FieldName.of("max-forwards");
    private static final int DIGITS_MAX = 9;

    private Passages() {}

    /** True if the passages of this request are counted; what is no number says nothing. */
    static boolean counts(HttpRequest request) {
        return (request.method().equals(Method.OPTIONS) || request.method().equals(Method.TRACE)) && left(request) >= 0;
    }

    /** What we answer as the last recipient; null if the request goes on. */
    static @Nullable HttpResponse last(HttpRequest request) {
        if (left(request) > 0) {
            return null;
        }
        request.body().discard();
        return request.method().equals(Method.OPTIONS)
                ? HttpResponse.of(204)
                : Problem.of(501, "http_request_error", "Nothing is traced here (RFC 9110 section 9.3.8).");
    }

    /** The request with one passage less. */
    static HttpRequest oneLess(HttpRequest request) {
        String left = Integer.toString(left(request) - 1);
        return request.withFields(
                request.fields().edit().set(MAX_FORWARDS, left).done());
    }

    private static int left(HttpRequest request) {
        String value = request.fields().joined(MAX_FORWARDS);
        if (value == null || value.isEmpty() || value.length() > DIGITS_MAX) {
            return -1;
        }
        int left = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            left = left * 10 + (c - '0');
        }
        return left;
    }
}
