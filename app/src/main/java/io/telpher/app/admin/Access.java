package io.telpher.app.admin;

import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may see what is not open to everybody: the bearer of the token, and the browser that once showed it. */
final class Access {
    private static final FieldName AUTHORIZATION = FieldName.of("authorization");
    private static final String COOKIE = "telpher-admin";
    private static final Pattern BEARER = Pattern.compile("(?i)bearer +([\\x21-\\x7e]{1,512})");
    private static final Pattern QUERY = Pattern.compile("(?:^|&)token=([\\x21-\\x25\\x27-\\x7e]{1,512})(?:&|$)");

    private final AdminToken token;
    private final @Nullable AdminToken caches;

    /** @param caches the token of those who may purge and warm caches only, or null */
    Access(AdminToken token, @Nullable AdminToken caches) {
        this.token = token;
        this.caches = caches;
    }

    /** True for the bearer of the token; for what is safe, a browser's cookie does as well. */
    boolean allows(HttpRequest request) {
        return bearer(request, token) || (request.method().safe() && hasCookie(request));
    }

    /** The same for what concerns caches only. */
    boolean allowsCaches(HttpRequest request) {
        AdminToken known = caches;
        return allows(request) || (known != null && bearer(request, known));
    }

    private static boolean bearer(HttpRequest request, AdminToken token) {
        String value = request.fields().value(AUTHORIZATION);
        if (value == null) {
            return false;
        }
        Matcher matcher = BEARER.matcher(value);
        return matcher.matches() && token.matches(matcher.group(1));
    }

    private boolean hasCookie(HttpRequest request) {
        for (String line : request.fields().values(FieldName.COOKIE)) {
            for (String pair : line.split(";")) {
                String[] parts = pair.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(COOKIE) && token.isSession(parts[1])) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The cookie for a browser that shows the token in its query, or null. */
    @Nullable
    String newCookie(HttpRequest request) {
        String query = request.query();
        if (query == null || !request.method().safe()) {
            return null;
        }
        Matcher matcher = QUERY.matcher(query);
        if (!matcher.find() || !token.matches(matcher.group(1))) {
            return null;
        }
        String secure = request.scheme().equals("https") ? "; Secure" : "";
        return COOKIE + "=" + token.session() + "; Path=/; HttpOnly; SameSite=Strict" + secure;
    }
}
