package io.telpher.gateway.jwt;

import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;
import java.util.List;

/** Answers to who may not pass (RFC 6750 §3). */
final class Challenge {
    private static final FieldName WWW_AUTHENTICATE = FieldName.of("www-authenticate");

    private Challenge() {}

    /** @param scopes those that the route wants */
    static HttpResponse of(Fault fault, List<String> scopes) {
        HttpResponse answer = Problem.of(fault.status(), fault.sentence());
        if (fault == Fault.NO_KEYS) {
            return answer.with(FieldName.RETRY_AFTER, "5");
        }
        StringBuilder text = new StringBuilder("Bearer");
        if (!fault.error().isEmpty()) {
            text.append(" error=\"").append(fault.error());
            text.append("\", error_description=\"").append(fault.sentence()).append('"');
        }
        if (fault == Fault.CLAIMS && !scopes.isEmpty()) {
            text.append(", scope=\"").append(String.join(" ", scopes)).append('"');
        }
        return answer.with(WWW_AUTHENTICATE, text.toString());
    }
}
