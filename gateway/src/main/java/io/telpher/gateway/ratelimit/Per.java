package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.FieldName;
import io.telpher.http.Tokens;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Of what each has a quota of its own. */
sealed interface Per {
    /** The client's address, or the network that it belongs to. */
    record Ip() implements Per {}

    /** Who the request proved to come from. */
    record User() implements Per {}

    /** What it proved of itself. */
    record Claim(String name) implements Per {}

    /** What a field says, as it was sent. */
    record Header(FieldName name) implements Per {}

    /** What a cookie says. */
    record Cookie(String name) implements Per {}

    /** What a parameter of the query says. */
    record Query(String name) implements Per {}

    /** The key of an API's user, in the field or the parameter that are usual for it. */
    record ApiKey() implements Per {}

    /** The route. */
    record Route() implements Per {}

    /** Everything together. */
    record Global() implements Per {}

    /** One of them or, in a list, what they say together. */
    Shape<List<Per>> SHAPE = Shapes.list(Shapes.<Per>parsed(
                    "ip, user, api-key, route, global, header:NAME, cookie:NAME, query:NAME or claim:NAME", Per::parse))
            .map(List::copyOf);

    private static @Nullable Per parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return switch (text) {
                case "ip" -> new Ip();
                case "user" -> new User();
                case "api-key" -> new ApiKey();
                case "route" -> new Route();
                case "global" -> new Global();
                default -> null;
            };
        }
        String name = text.substring(colon + 1);
        if (!Tokens.isToken(name)) {
            return null;
        }
        return switch (text.substring(0, colon)) {
            case "claim" -> new Claim(name);
            case "header" -> new Header(FieldName.of(name));
            case "cookie" -> new Cookie(name);
            case "query" -> new Query(name);
            default -> null;
        };
    }

    /** Its word in the configuration. */
    default String word() {
        return switch (this) {
            case Ip _ -> "ip";
            case User _ -> "user";
            case ApiKey _ -> "api-key";
            case Route _ -> "route";
            case Global _ -> "global";
            case Claim claim -> "claim:" + claim.name;
            case Header header -> "header:" + header.name.toString().toLowerCase(Locale.ROOT);
            case Cookie cookie -> "cookie:" + cookie.name;
            case Query query -> "query:" + query.name;
        };
    }

    /** True if it may be a secret, which is to stand in no store. */
    default boolean secret() {
        return this instanceof Header || this instanceof Cookie || this instanceof Query || this instanceof ApiKey;
    }

    /** True if it can be known only once it is known who asks. */
    default boolean needsIdentity() {
        return this instanceof User || this instanceof Claim;
    }

    /** What the source of the defaults allows each of them in a minute, or null. */
    default @Nullable Rate usual() {
        return switch (this) {
            case User _, Claim _ -> Rate.perMinute(100);
            case Ip _ -> Rate.perMinute(1_000);
            case ApiKey _ -> Rate.perMinute(10_000);
            case Global _ -> Rate.perMinute(1_000_000);
            case Header _, Cookie _, Query _, Route _ -> null;
        };
    }
}
