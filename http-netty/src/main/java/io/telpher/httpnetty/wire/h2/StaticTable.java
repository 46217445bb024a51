package io.telpher.httpnetty.wire.h2;

/** The static table of HPACK (RFC 7541 appendix A). */
final class StaticTable {
    /** How many entries there are; the dynamic ones follow. */
    static final int LENGTH = 61;

    private static final String TEXT = """
            :authority
            :method=GET
            :method=POST
            :path=/
            :path=/index.html
            :scheme=http
            :scheme=https
            :status=200
            :status=204
            :status=206
            :status=304
            :status=400
            :status=404
            :status=500
            accept-charset
            accept-encoding=gzip, deflate
            accept-language
            accept-ranges
            accept
            access-control-allow-origin
            age
            allow
            authorization
            cache-control
            content-disposition
            content-encoding
            content-language
            content-length
            content-location
            content-range
            content-type
            cookie
            date
            etag
            expect
            expires
            from
            host
            if-match
            if-modified-since
            if-none-match
            if-range
            if-unmodified-since
            last-modified
            link
            location
            max-forwards
            proxy-authenticate
            proxy-authorization
            range
            referer
            refresh
            retry-after
            server
            set-cookie
            strict-transport-security
            transfer-encoding
            user-agent
            vary
            via
            www-authenticate
            """;

    private static final TableEntry[] ENTRIES =
            TEXT.lines().map(StaticTable::entry).toArray(TableEntry[]::new);

    private StaticTable() {}

    private static TableEntry entry(String line) {
        int equals = line.indexOf('=');
        return equals < 0
                ? TableEntry.of(line, "")
                : TableEntry.of(line.substring(0, equals), line.substring(equals + 1));
    }

    /** The entry of this index, from 1 to {@link #LENGTH}. */
    static TableEntry entry(int index) {
        return ENTRIES[index - 1];
    }
}
