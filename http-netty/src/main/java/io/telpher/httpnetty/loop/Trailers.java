package io.telpher.httpnetty.loop;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.HeadScanner;
import java.util.List;

/** The fields after a chunked body (RFC 9110 §6.5). */
public final class Trailers {
    private static final int EMPTY_BYTES = 2;

    /** What must not come late: framing, routing, and what was decided upon before the body (RFC 9110 §6.5.1). */
    private static final List<FieldName> FORBIDDEN = List.of(
            FieldName.CONNECTION,
            FieldName.CONTENT_ENCODING,
            FieldName.CONTENT_TYPE,
            FieldName.CONTENT_RANGE,
            FieldName.TRAILER,
            FieldName.TE,
            FieldName.UPGRADE,
            FieldName.EXPECT,
            FieldName.RANGE,
            FieldName.CACHE_CONTROL,
            FieldName.COOKIE,
            FieldName.of("set-cookie"),
            FieldName.of("authorization"),
            FieldName.FORWARDED,
            FieldName.X_FORWARDED_FOR,
            FieldName.X_FORWARDED_HOST,
            FieldName.X_FORWARDED_PROTO,
            FieldName.VIA);

    /** What only somebody who wants two readers to disagree sends late. */
    private static final List<FieldName> REFUSED =
            List.of(FieldName.CONTENT_LENGTH, FieldName.TRANSFER_ENCODING, FieldName.HOST);

    private Trailers() {}

    /**
     * Reads a trailer section. Fields that must not stand there are left out: they are never merged into the head.
     *
     * @throws BadMessage if it breaks the rules, or names where the message ends or whom it is for
     */
    static Fields read(byte[] section) throws BadMessage {
        if (section.length == EMPTY_BYTES) {
            return Fields.EMPTY;
        }
        HeadScanner scanner = new HeadScanner(HeadLimits.DEFAULT);
        scanner.scanFields(section, 0, section.length);
        Fields all = Fields.scanned(section, scanner.index(), scanner.count());
        for (FieldName name : REFUSED) {
            if (all.contains(name)) {
                throw new BadMessage(400, name + " in a trailer section (RFC 9110 section 6.5.1)");
            }
        }
        return permitted(all);
    }

    /** Those that may stand in a trailer section. */
    public static Fields permitted(Fields all) {
        Fields.Editor fields = all.edit();
        FORBIDDEN.forEach(fields::remove);
        return fields.done();
    }
}
