package io.telpher.app.web;

import io.telpher.core.Json;
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

    /** An object as JSON. */
    public static HttpResponse json(int status, Json.Members members) {
        return of(status, "application/json", Json.harmless(members));
    }

    /** A problem document (RFC 9457). */
    public static HttpResponse problem(int status, String title, String detail) {
        return of(
                status,
                "application/problem+json",
                Json.harmless(
                        Json.members().put("title", title).put("status", status).put("detail", detail)));
    }
}
