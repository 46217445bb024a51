package io.telpher.httpnetty.wire.h2;

import io.telpher.http.Method;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.ResponseHead;

/** What makes a response of HTTP/2 well-formed (RFC 9113 §8.3.2). */
final class ResponseRules {
    private static final Kind[] OF_REQUESTS = {Kind.METHOD, Kind.SCHEME, Kind.AUTHORITY, Kind.PATH, Kind.PROTOCOL};

    private ResponseRules() {}

    static ResponseHead read(DecodedHead head, Method asked, boolean endStream) throws BadMessage {
        for (Kind kind : OF_REQUESTS) {
            if (head.has(kind)) {
                throw bad("a response with a pseudo-header field of requests (RFC 9113 section 8.3)");
            }
        }
        int status = status(head);
        if (status < 200 && endStream) {
            throw bad("an interim response that ends the stream (RFC 9113 section 8.1)");
        }
        long length = length(head, asked, status, endStream);
        return new ResponseHead(status, head.fields(), length, true, -1);
    }

    private static int status(DecodedHead head) throws BadMessage {
        int start = head.start(Kind.STATUS);
        if (!head.has(Kind.STATUS) || head.end(Kind.STATUS) - start != 3) {
            throw bad("a response without a :status of three digits (RFC 9113 section 8.3.2)");
        }
        int status = 0;
        for (int i = start; i < start + 3; i++) {
            int digit = head.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                throw bad("a response without a :status of three digits (RFC 9113 section 8.3.2)");
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599 || status == 101) {
            throw bad("a :status that is 101 or not within 100 to 599 (RFC 9113 section 8.6)");
        }
        return status;
    }

    private static long length(DecodedHead head, Method asked, int status, boolean endStream) throws BadMessage {
        long length = head.contentLength();
        if (status < 200 || status == 204) {
            if (length > 0) {
                throw bad("a Content-Length in a " + status + " (RFC 9110 section 8.6)");
            }
            return 0;
        }
        if (asked.equals(Method.CONNECT) && status < 300) {
            return endStream ? 0 : ResponseHead.UNTIL_CLOSE;
        }
        if (asked.equals(Method.HEAD) || status == 304) {
            head.showLength();
            return 0;
        }
        if (endStream && length > 0) {
            throw bad("a Content-Length but no content (RFC 9113 section 8.1.1)");
        }
        return endStream ? 0 : length;
    }

    private static BadMessage bad(String what) {
        return new BadMessage(502, what);
    }
}
