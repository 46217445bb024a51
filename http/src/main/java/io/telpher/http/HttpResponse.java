package io.telpher.http;

import io.telpher.core.Ending;
import io.telpher.core.Outcome;

/** A response. Immutable; its {@link #end()} is the end of the exchange with whoever gave it. */
public final class HttpResponse {
    private static final Ending ENDED = Ending.of(Outcome.DONE);

    private final int status;
    private final Fields fields;
    private final Body body;
    private final Ending end;

    /**
     * A response.
     *
     * @param status 100 to 599
     * @param fields its fields; framing fields are the connection's business and are ignored when it is sent
     * @param body its content
     * @param end when the exchange with its origin ends
     */
    public HttpResponse(int status, Fields fields, Body body, Ending end) {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not within 100 to 599 (RFC 9110 section 15)");
        }
        this.status = status;
        this.fields = fields;
        this.body = body;
        this.end = end;
    }

    /** A response of our own, without content. */
    public static HttpResponse of(int status) {
        return new HttpResponse(status, Fields.EMPTY, Body.empty(), ENDED);
    }

    /** A response of our own. */
    public static HttpResponse of(int status, Fields fields, Body body) {
        return new HttpResponse(status, fields, body, ENDED);
    }

    /** A response of our own: text in UTF-8. */
    public static HttpResponse text(int status, String text) {
        return of(status, Fields.of(Field.of(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")), Body.of(text));
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** Its fields. */
    public Fields fields() {
        return fields;
    }

    /** Its content. */
    public Body body() {
        return body;
    }

    /** When the exchange with whoever gave this response ends. */
    public Ending end() {
        return end;
    }

    /** True for 1xx other than 101: another response follows (RFC 9110 §15.2). */
    public boolean interim() {
        return status < 200 && status != 101;
    }

    /** This response with other fields. */
    public HttpResponse withFields(Fields other) {
        return new HttpResponse(status, other, body, end);
    }

    /** This response with one field set. */
    public HttpResponse with(FieldName name, String value) {
        return withFields(fields.with(name, value));
    }

    /** This response with another status. */
    public HttpResponse withStatus(int other) {
        return new HttpResponse(other, fields, body, end);
    }

    /** This response with another body; the old one is not discarded. */
    public HttpResponse withBody(Body other) {
        return new HttpResponse(status, fields, other, end);
    }

    @Override
    public String toString() {
        return status + " " + fields;
    }
}
