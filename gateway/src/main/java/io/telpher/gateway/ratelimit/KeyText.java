package io.telpher.gateway.ratelimit;

import io.telpher.core.Ip;
import io.telpher.http.Cookies;
import io.telpher.http.Exchange;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a limit goes by, as text. */
final class KeyText {
    private static final FieldName API_KEY = FieldName.of("x-api-key");
    private static final String API_KEY_PARAMETER = "api_key";
    /** Longer ones are alike if they begin alike. */
    private static final int LENGTH_MAX = 512;

    private final List<Per> per;
    private final LimitConfig.Prefixes prefixes;
    private final String route;

    KeyText(LimitConfig config, String route) {
        this.per = config.per();
        this.prefixes = config.prefixes();
        this.route = route;
    }

    /** The key of a request, or null if it lacks something of it. */
    @Nullable
    String of(HttpRequest request) {
        if (per.size() == 1) {
            return of(per.getFirst(), request);
        }
        StringBuilder all = new StringBuilder();
        for (Per one : per) {
            String text = of(one, request);
            if (text == null) {
                return null;
            }
            all.append(text.length()).append(' ').append(text); // so that no two lists are one text
        }
        return all.toString();
    }

    /** Who makes tokens gives out names: those of another are others. */
    private static @Nullable String user(Exchange exchange) {
        String user = exchange.claim("sub");
        String issuer = exchange.claim("iss");
        return user == null || issuer == null ? user : issuer + '\n' + user;
    }

    private @Nullable String of(Per one, HttpRequest request) {
        return switch (one) {
            case Per.Ip _ -> address(request);
            case Per.Route _ -> route;
            case Per.Global _ -> "";
            case Per.User _ -> cut(user(request.exchange()));
            case Per.Claim claim -> cut(request.exchange().claim(claim.name()));
            case Per.Header header -> cut(request.fields().value(header.name()));
            case Per.Cookie cookie -> cut(Cookies.value(request.fields(), cookie.name()));
            case Per.Query query -> cut(parameter(request.query(), query.name()));
            case Per.ApiKey _ -> {
                String field = request.fields().value(API_KEY);
                yield cut(field != null ? field : parameter(request.query(), API_KEY_PARAMETER));
            }
        };
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.isEmpty()
                ? null
                : text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text;
    }

    /** The client's address, or the network that it may choose its address in. */
    String address(HttpRequest request) {
        String client = request.exchange().client();
        boolean four = client.indexOf(':') < 0;
        if (four && prefixes.v4() == 32) {
            return client;
        }
        byte[] bytes = Ip.parse(client);
        if (bytes == null) {
            return client;
        }
        int prefix = four ? prefixes.v4() : prefixes.v6();
        for (int bit = prefix; bit < 8 * bytes.length; bit++) {
            bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        return Ip.text(bytes);
    }

    /** The value of the first parameter of this name, decoded: however it is written, it is one key. */
    private static @Nullable String parameter(@Nullable String query, String name) {
        int at = 0;
        while (query != null && at < query.length()) {
            int and = query.indexOf('&', at);
            int end = and < 0 ? query.length() : and;
            int value = at + name.length() + 1;
            if (value <= end && query.startsWith(name, at) && query.charAt(value - 1) == '=') {
                return decoded(query.substring(value, end));
            }
            at = end + 1;
        }
        return null;
    }

    private static String decoded(String value) {
        if (value.indexOf('%') < 0 && value.indexOf('+') < 0) {
            return value;
        }
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value; // no encoding at all, and whoever reads it will not think otherwise
        }
    }
}
