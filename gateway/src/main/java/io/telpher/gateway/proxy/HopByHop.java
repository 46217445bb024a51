package io.telpher.gateway.proxy;

import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import java.util.Arrays;

/**
 * The fields that end at a hop though they are not the connection's business: those between a client and its proxy (RFC
 * 9110 §11.7), and those that some servers mistake for others. What belongs to the connection, and what {@code Connection}
 * names, has never left it.
 */
final class HopByHop {
    private static final FieldName[] REQUEST = {
        FieldName.PROXY_AUTHORIZATION, FieldName.of("proxy") // httpoxy: CGI makes HTTP_PROXY of it
    };

    /** What a response loses. */
    static final FieldNames RESPONSE =
            FieldNames.of(FieldName.PROXY_AUTHENTICATE, FieldName.of("proxy-authentication-info"));

    private HopByHop() {}

    /** The names that a request loses, {@code more} among them. */
    static FieldNames requestAnd(FieldName... more) {
        FieldName[] all = Arrays.copyOf(REQUEST, REQUEST.length + more.length);
        System.arraycopy(more, 0, all, REQUEST.length, more.length);
        return FieldNames.of(all).andUnderscored();
    }
}
