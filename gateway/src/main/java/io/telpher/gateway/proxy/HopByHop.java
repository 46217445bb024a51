package io.telpher.gateway.proxy;

import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.Tokens;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields that end at a hop (RFC 9110 §7.6.1): removes them, and what {@code Connection} names. Framing fields are the
 * connections' business and stay as they are.
 */
final class HopByHop {
    private static final FieldName PROXY_AUTHENTICATION_INFO = FieldName.of("proxy-authentication-info");
    private static final Field TE_TRAILERS = Field.of(FieldName.TE, "trailers");
    private static final Field CONNECTION_UPGRADE = Field.of(FieldName.CONNECTION, "Upgrade");
    private static final Field WEBSOCKET = Field.of(FieldName.UPGRADE, "websocket");

    private static final FieldName[] REQUEST = {
        FieldName.CONNECTION,
        FieldName.KEEP_ALIVE,
        FieldName.PROXY_CONNECTION,
        FieldName.PROXY_AUTHORIZATION,
        FieldName.PROXY_AUTHENTICATE,
        PROXY_AUTHENTICATION_INFO,
        FieldName.of("proxy"), // httpoxy: CGI makes HTTP_PROXY of it
        FieldName.of("http2-settings"),
        FieldName.TE,
        FieldName.UPGRADE
    };
    private static final FieldNames RESPONSE = FieldNames.of(
            FieldName.CONNECTION,
            FieldName.KEEP_ALIVE,
            FieldName.PROXY_CONNECTION,
            FieldName.PROXY_AUTHENTICATE,
            PROXY_AUTHENTICATION_INFO,
            FieldName.UPGRADE);

    /** What nobody can take from a message by naming it in {@code Connection}. */
    private static final FieldNames KEPT = FieldNames.of(
            FieldName.HOST,
            FieldName.CONTENT_LENGTH,
            FieldName.TRANSFER_ENCODING,
            FieldName.CONTENT_TYPE,
            FieldName.CONTENT_ENCODING,
            FieldName.CONTENT_RANGE,
            FieldName.CACHE_CONTROL,
            FieldName.COOKIE,
            FieldName.VIA,
            FieldName.FORWARDED,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_FORWARDED_HOST,
            FieldName.X_FORWARDED_PORT,
            FieldName.X_FORWARDED_PROTO,
            FieldName.X_REAL_IP,
            FieldName.of("authorization"),
            FieldName.of("set-cookie"));

    private HopByHop() {}

    /** The names that a request loses, {@code more} among them. */
    static FieldNames requestAnd(FieldName... more) {
        FieldName[] all = Arrays.copyOf(REQUEST, REQUEST.length + more.length);
        System.arraycopy(more, 0, all, REQUEST.length, more.length);
        return FieldNames.of(all).andUnderscored();
    }

    /** Removes {@code names} from a request; an upgrade that it asks for and its wish for trailers stay. */
    static void request(Fields fields, Fields.Editor editor, FieldNames names) {
        String connection = fields.joined(FieldName.CONNECTION);
        String upgrade = connection == null ? null : fields.joined(FieldName.UPGRADE);
        boolean trailers = fields.hasToken(FieldName.TE, "trailers");
        editor.removeAll(names);
        removeNamed(connection, editor);
        // nobody is upgraded to HTTP/2 by way of us: it would be a tunnel past everything that is decided here
        if (upgrade != null && fields.hasToken(FieldName.CONNECTION, "upgrade") && !upgrade.contains("h2c")) {
            switchTo(upgrade, editor);
        }
        if (trailers) {
            editor.add(TE_TRAILERS);
        }
    }

    /** The fields of a response without those that end here. */
    static Fields response(Fields fields, int status) {
        String connection = fields.joined(FieldName.CONNECTION);
        String upgrade = status == 101 ? fields.joined(FieldName.UPGRADE) : null;
        Fields.Editor editor = fields.edit().removeAll(RESPONSE);
        removeNamed(connection, editor);
        if (upgrade != null) {
            switchTo(upgrade, editor);
        }
        return editor.done();
    }

    private static void switchTo(String upgrade, Fields.Editor editor) {
        editor.add(CONNECTION_UPGRADE);
        editor.add(upgrade.equals(WEBSOCKET.value()) ? WEBSOCKET : Field.of(FieldName.UPGRADE, upgrade));
    }

    private static void removeNamed(@Nullable String connection, Fields.Editor editor) {
        if (connection == null || namesNoField(connection)) {
            return;
        }
        for (String option : connection.split(",", -1)) {
            String name = option.strip();
            if (Tokens.isToken(name) && !namesNoField(name)) {
                FieldName field = FieldName.of(name);
                if (!KEPT.contains(field)) {
                    editor.remove(field);
                }
            }
        }
    }

    private static boolean namesNoField(String option) {
        return option.equalsIgnoreCase("keep-alive")
                || option.equalsIgnoreCase("close")
                || option.equalsIgnoreCase("upgrade");
    }
}
