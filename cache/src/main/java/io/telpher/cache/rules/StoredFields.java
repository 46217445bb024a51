package io.telpher.cache.rules;

import io.telpher.cache.fields.CacheControl;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpDate;
import io.telpher.http.Tokens;
import java.util.List;

/** Which fields of a response are stored (RFC 9111 §3.1), and which of a later one update them (§3.2). */
final class StoredFields {
    static final FieldName SET_COOKIE2 = FieldName.of("set-cookie2");

    /**
     * What belongs to a connection or to the hop, and what is made anew whenever the response is used. What caches nearer to
     * the origin said in {@code Cache-Status} is kept: ours goes behind it.
     */
    private static final FieldNames NEVER = FieldNames.of(
            FieldName.CONNECTION,
            FieldName.KEEP_ALIVE,
            FieldName.TE,
            FieldName.TRAILER,
            FieldName.TRANSFER_ENCODING,
            FieldName.UPGRADE,
            FieldName.PROXY_CONNECTION,
            FieldName.PROXY_AUTHENTICATE,
            FieldName.PROXY_AUTHORIZATION,
            FieldName.of("proxy-authentication-info"),
            FieldName.AGE,
            FieldName.PROXY_STATUS,
            // a cookie is one client's own, whatever else the response says
            FieldName.SET_COOKIE,
            SET_COOKIE2);

    /** What says how many the stored bytes are, or how they are coded or summed up: with them it stays. */
    private static final FieldNames OF_CONTENT = FieldNames.of(
            FieldName.CONTENT_LENGTH,
            FieldName.CONTENT_ENCODING,
            FieldName.CONTENT_RANGE,
            FieldName.of("content-md5"),
            FieldName.of("content-digest"));

    private StoredFields() {}

    /** The fields to store. One that has no date gets that of its receipt (RFC 9110 §6.6.1). */
    static Fields of(Fields received, CacheControl control, long responseMillis) {
        Fields.Editor kept = received.edit();
        for (String line : received.values(FieldName.CONNECTION)) {
            remove(List.of(line.split(",", -1)), kept);
        }
        remove(control.noCacheFields(), kept);
        remove(control.privateFields(), kept);
        kept.removeAll(NEVER);
        if (!received.contains(FieldName.DATE)) {
            kept.add(FieldName.DATE, date(responseMillis));
        }
        return kept.done();
    }

    private static String date(long millis) {
        return HttpDate.text(Math.clamp(Math.floorDiv(millis, 1_000), 0, 253_402_300_799L));
    }

    private static void remove(List<String> names, Fields.Editor from) {
        for (String name : names) {
            if (Tokens.isToken(name.strip())) {
                from.remove(FieldName.of(name.strip()));
            }
        }
    }

    /**
     * The stored fields with those of a response that says that they are still right, before they are stripped again. One that has
     * no date is of its receipt: with the stored date it would be as old as what it confirms.
     */
    static Fields updated(Fields stored, Fields received, long responseMillis) {
        Fields later =
                received.contains(FieldName.DATE) ? received : received.with(FieldName.DATE, date(responseMillis));
        Fields news = later.without(OF_CONTENT).without(FieldName.CONNECTION);
        Fields.Editor merged = stored.edit();
        news.forEach((name, value) -> merged.remove(FieldName.of(name)));
        news.forEach((name, value) -> merged.add(FieldName.of(name), value));
        return merged.done();
    }
}
