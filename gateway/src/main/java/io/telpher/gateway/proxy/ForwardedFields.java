package io.telpher.gateway.proxy;

import io.telpher.http.Authority;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.HttpVersion;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields that tell an upstream who asked whom, made once for a client, authority, scheme and version and then used
 * again: a connection's requests have the same ones.
 */
final class ForwardedFields {
    /** How many sets are kept. One that meets another in its place takes it. */
    static final int KEPT = 512;

    private static final String PSEUDONYM = "telpher";
    private static final Map<HttpVersion, Field> VIA = new EnumMap<>(HttpVersion.class);

    static {
        for (HttpVersion version : HttpVersion.values()) {
            VIA.put(version, viaOf(version));
        }
    }

    /** One set. Immutable, so that a race over its place does no harm. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Made(String address, String authority, String scheme, Field[] fields) {

        boolean isFor(String otherAddress, String otherAuthority, String otherScheme) {
            return address.equals(otherAddress) && authority.equals(otherAuthority) && scheme.equals(otherScheme);
        }
    }

    private final @Nullable Made[] made = new @Nullable Made[KEPT];

    /** The fields for a client that is connected to us itself, or is believed to be nobody else. */
    Field[] of(String address, String authority, String scheme) {
        int at = (31 * address.hashCode() + authority.hashCode()) & (KEPT - 1);
        Made known = made[at];
        if (known != null && known.isFor(address, authority, scheme)) {
            return known.fields;
        }
        Made fresh = new Made(address, authority, scheme, make(address, authority, scheme));
        made[at] = fresh;
        return fresh.fields;
    }

    private static Field[] make(String address, String authority, String scheme) {
        Field proto = Field.of(FieldName.X_FORWARDED_PROTO, scheme);
        Field client = Field.of(FieldName.X_FORWARDED_FOR, address);
        Field real = Field.of(FieldName.X_REAL_IP, address);
        Field forwarded = Field.of(FieldName.FORWARDED, element(address, authority, scheme));
        Field port = Field.of(FieldName.X_FORWARDED_PORT, port(authority, scheme));
        return authority.isEmpty()
                ? new Field[] {client, proto, port, real, forwarded}
                : new Field[] {client, proto, port, real, forwarded, Field.of(FieldName.X_FORWARDED_HOST, authority)};
    }

    /** Our element of a {@code Forwarded} list (RFC 7239 §4). */
    static String element(String address, String authority, String scheme) {
        String node = address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address;
        String host = authority.isEmpty() ? "" : ";host=\"" + authority + '"'; // an authority has no quote or backslash
        return "for=" + node + ";proto=" + scheme + host;
    }

    static String port(String authority, String scheme) {
        int port = Authority.port(authority);
        return port >= 0 ? String.valueOf(port) : scheme.equals("https") ? "443" : "80";
    }

    /** Our entry in {@code Via} (RFC 9110 §7.6.3). */
    static Field via(HttpVersion version) {
        Field made = VIA.get(version);
        return made != null ? made : viaOf(version);
    }

    private static Field viaOf(HttpVersion version) {
        return Field.of(FieldName.VIA, version.received() + " " + PSEUDONYM);
    }

    /** How often a {@code Via} value names us. */
    static int passages(String via) {
        int n = 0;
        for (String member : via.split(",", -1)) {
            String[] words = member.strip().split("\\s+", 3);
            n += words.length >= 2 && words[1].equals(PSEUDONYM) ? 1 : 0;
        }
        return n;
    }
}
