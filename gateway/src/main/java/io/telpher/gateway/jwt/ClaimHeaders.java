package io.telpher.gateway.jwt;

import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream is told what was found out: fields, and the claims whose values they hold. A client's own fields of these names
 * are removed, whether there is a token or not.
 *
 * @param claims claims by the names of fields
 */
record ClaimHeaders(Map<FieldName, String> claims) {
    private static final int MAX = 32;
    private static final FieldName AUTHORIZATION = FieldName.AUTHORIZATION;

    /** Fields that mean something to connections, to whom a request goes, or to the proof itself. */
    private static final FieldNames REFUSED = FieldNames.of(
            AUTHORIZATION,
            FieldName.CONNECTION,
            FieldName.CONTENT_LENGTH,
            FieldName.COOKIE,
            FieldName.EXPECT,
            FieldName.FORWARDED,
            FieldName.HOST,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_AUTHORIZATION,
            FieldName.PROXY_CONNECTION,
            FieldName.TE,
            FieldName.TRAILER,
            FieldName.TRANSFER_ENCODING,
            FieldName.UPGRADE,
            FieldName.VIA,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_REAL_IP);

    static ClaimHeaders of(Map<String, String> texts) {
        Map<FieldName, String> claims = new LinkedHashMap<>();
        texts.forEach((text, claim) -> {
            FieldName name = FieldName.of(text);
            if (REFUSED.contains(name) || name.text().indexOf('_') >= 0) {
                throw new IllegalArgumentException("\"" + text + "\" cannot tell of a claim: choose a name of its own");
            }
            if (claims.put(name, claim) != null) {
                throw new IllegalArgumentException("\"" + text + "\" stands there twice");
            }
        });
        if (claims.size() > MAX) {
            throw new IllegalArgumentException("at most " + MAX + " headers");
        }
        return new ClaimHeaders(claims);
    }

    /** The fields for the upstream; {@code known} is null for somebody of whom nothing is known. */
    Fields on(Fields fields, @Nullable Claims known, boolean forward) {
        boolean takesToken = known != null && !forward;
        if (claims.isEmpty() && !takesToken) {
            return fields;
        }
        Fields.Editor editor = fields.edit();
        if (takesToken) {
            editor.remove(AUTHORIZATION);
        }
        for (Map.Entry<FieldName, String> each : claims.entrySet()) {
            editor.remove(each.getKey());
            List<String> values = known == null ? List.of() : known.values(each.getValue());
            if (!values.isEmpty()) {
                editor.add(
                        each.getKey(),
                        values.stream().map(ClaimHeaders::encoded).collect(Collectors.joining(",")));
            }
        }
        return editor.done();
    }

    /** Visible ASCII and single spaces within, all else by percent: so that no claim is two fields, two members, or another one. */
    private static String encoded(String value) {
        StringBuilder text = new StringBuilder(value.length());
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            boolean inner = b == ' ' && i > 0 && i < bytes.length - 1;
            if (inner || (b > ' ' && b < 0x7f && b != '%' && b != ',')) {
                text.append((char) b);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }
}
