package io.telpher.gateway.route;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.gateway.route.Condition.Client.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a match speaks of the client's certificate. */
final class ClientMatch {
    /** The key {@code client} of a match: at least one of its parts. */
    static final Shape<List<Condition>> SHAPE = Mapping.of("client", "A client's certificate.", keys -> {
        Map<Part, Mapping.Key<Wanted>> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, keys.optional(part.toString(), Wanted.SHAPE, help(part)));
        }
        return values -> {
            List<Condition> conditions = new ArrayList<>();
            parts.forEach((part, key) -> {
                Wanted test = values.orNull(key);
                if (test != null) {
                    conditions.add(new Condition.Client(part, part == Part.FINGERPRINT ? plain(test) : test));
                }
            });
            if (conditions.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected at least one of subject, common-name, dns, uri and fingerprint; "
                                + "subject: {present: true} is any certificate");
            }
            return List.copyOf(conditions);
        };
    });

    private ClientMatch() {}

    private static String help(Part part) {
        return switch (part) {
            case SUBJECT -> "Its subject as the access log has it, such as CN=alice,O=Example.";
            case COMMON_NAME -> "The common name in its subject.";
            case DNS -> "One of the DNS names among its subject alternative names.";
            case URI -> "One of the URIs among them, such as spiffe://example.org/orders.";
            case FINGERPRINT -> "The SHA-256 of the certificate, in hexadecimal.";
        };
    }

    /** A fingerprint as openssl prints it, with colons and in capitals, is the same one. */
    private static Wanted plain(Wanted test) {
        return test instanceof Wanted.Exact(String text)
                ? new Wanted.Exact(text.replace(":", "").toLowerCase(Locale.ROOT))
                : test;
    }
}
