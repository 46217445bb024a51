package io.telpher.httpnetty.loop;

import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;

/** When the content of a response is sent, and when it is only described (RFC 9110 §6.4.1), in any version of HTTP. */
public final class Contents {
    private Contents() {}

    /** True if the response to a request of {@code asked} is sent with its content. */
    public static boolean sent(Method asked, HttpResponse response) {
        int status = response.status();
        return !asked.equals(Method.HEAD) && status >= 200 && status != 204 && status != 304;
    }

    /** True if a response that is sent without content tells how long it would be, and does not say so itself. */
    public static boolean described(Method asked, HttpResponse response) {
        if (!asked.equals(Method.HEAD) || response.fields().contains(FieldName.CONTENT_LENGTH)) {
            return false;
        }
        long length = response.body().length();
        return length > 0 || (length == 0 && response.status() == 200 && !(response.body() instanceof LoopBody));
    }
}
