package io.telpher.httpnetty.loop;

import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;

/**
 * The fields that a connection writes itself. Whatever a filter or a handler says of them is left out when a message is
 * sent: framing that does not fit the body is how messages are smuggled and split.
 */
public final class OurFields {
    private static final FieldName[] BOTH = {
        FieldName.CONNECTION,
        FieldName.KEEP_ALIVE,
        FieldName.PROXY_CONNECTION,
        FieldName.TRANSFER_ENCODING,
        FieldName.HTTP2_SETTINGS
    };

    public static final FieldNames OF_REQUEST = and(FieldName.HOST, FieldName.CONTENT_LENGTH);
    public static final FieldNames OF_RESPONSE = and(FieldName.CONTENT_LENGTH);

    /** Of a response whose content is described but not sent. */
    public static final FieldNames OF_BARE_RESPONSE = and();

    /** The same of a response of HTTP/2, which knows no upgrades (RFC 9113 §8.2.2). */
    public static final FieldNames OF_HTTP2_RESPONSE = and(FieldName.CONTENT_LENGTH, FieldName.UPGRADE);

    /** Of a request of HTTP/2: {@code TE} is written anew, since it may say nothing but one thing (RFC 9113 §8.2.2). */
    public static final FieldNames OF_HTTP2_REQUEST =
            and(FieldName.HOST, FieldName.CONTENT_LENGTH, FieldName.UPGRADE, FieldName.TE);

    public static final FieldNames OF_BARE_HTTP2_RESPONSE = and(FieldName.UPGRADE);

    private OurFields() {}

    private static FieldNames and(FieldName... more) {
        FieldName[] all = java.util.Arrays.copyOf(BOTH, BOTH.length + more.length);
        System.arraycopy(more, 0, all, BOTH.length, more.length);
        return FieldNames.of(all);
    }
}
