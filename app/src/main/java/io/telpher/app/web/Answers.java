package io.telpher.app.web;

import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;

/** The forms of an answer of our own pages. None is to be kept or sniffed. */
public final class Answers {
    private static final Field NO_STORE = Field.of(FieldName.CACHE_CONTROL, "no-store");
    private static final Field NO_SNIFF = Field.of(FieldName.of("x-content-type-options"), "nosniff");

    private Answers() {}

    /** Text of some media type. */
    public static HttpResponse of(int status, String type, String text) {
        Fields fields = Fields.of(Field.of(FieldName.CONTENT_TYPE, type), NO_STORE, NO_SNIFF);
        return HttpResponse.of(status, fields, Body.of(text));
    }

    /** A JSON text. */
    public static HttpResponse json(int status, String text) {
        return of(status, "application/json", text);
    }

    /** A problem document (RFC 9457). */
    public static HttpResponse problem(int status, String title, String detail) {
        return of(
                status,
                "application/problem+json",
                JsonText.object(problem ->
                        problem.put("title", title).put("status", status).put("detail", detail)));
    }
}
