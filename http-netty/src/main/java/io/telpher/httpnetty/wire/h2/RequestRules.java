package io.telpher.httpnetty.wire.h2;

import io.telpher.http.BadTarget;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Target;
import io.telpher.http.Tokens;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.RequestHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What makes a request of HTTP/2 well-formed (RFC 9113 §8.3.1 and §8.5, RFC 8441 §4), so that it can be asked in HTTP/1.1. */
final class RequestRules {
    private static final int METHOD_LENGTH_MAX = 32;

    private RequestRules() {}

    static RequestHead read(DecodedHead head, boolean endStream, RequestHead.HostMemo hosts) throws BadMessage {
        if (head.has(Kind.STATUS)) {
            throw bad("a request with :status (RFC 9113 section 8.3)");
        }
        Method method = method(head);
        boolean connect = method.equals(Method.CONNECT);
        boolean extended = head.has(Kind.PROTOCOL);
        if (extended && !connect) {
            throw bad(":protocol without CONNECT (RFC 8441 section 4)");
        }
        try {
            boolean tunnel = connect && !extended;
            Target target = tunnel ? tunnel(head) : target(head, connect ? Method.GET : method);
            String authority = authority(head, tunnel ? target.authority() : null, hosts);
            long length = length(head, endStream);
            boolean waits = expects(head) && length != 0;
            return new RequestHead(
                    method, target, authority, HttpVersion.HTTP_2, head.fields(), length, true, waits, extended);
        } catch (BadTarget e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static Method method(DecodedHead head) throws BadMessage {
        if (!head.has(Kind.METHOD)) {
            throw bad("a request without :method (RFC 9113 section 8.3.1)");
        }
        if (head.is(Kind.METHOD, "GET")) {
            return Method.GET;
        }
        String name = head.text(Kind.METHOD);
        if (!Tokens.isToken(name)) {
            throw bad("a :method that is no token (RFC 9110 section 9.1)");
        }
        if (name.length() > METHOD_LENGTH_MAX) {
            throw new BadMessage(
                    501, "a method of more than " + METHOD_LENGTH_MAX + " characters (RFC 9110 section 9.1)");
        }
        return Method.of(name);
    }

    private static Target tunnel(DecodedHead head) throws BadMessage, BadTarget {
        if (head.has(Kind.SCHEME) || head.has(Kind.PATH) || !head.has(Kind.AUTHORITY)) {
            throw bad("a CONNECT that has :scheme or :path, or no :authority (RFC 9113 section 8.5)");
        }
        return Target.parse(Method.CONNECT, head.bytes(), head.start(Kind.AUTHORITY), head.end(Kind.AUTHORITY));
    }

    private static Target target(DecodedHead head, Method method) throws BadMessage, BadTarget {
        if (!head.has(Kind.SCHEME) || !head.has(Kind.PATH)) {
            throw bad("a request without :scheme or :path (RFC 9113 section 8.3.1)");
        }
        if (!head.is(Kind.SCHEME, "https") && !head.is(Kind.SCHEME, "http")) {
            throw bad("a :scheme that is neither http nor https (RFC 9113 section 8.3.1)");
        }
        int start = head.start(Kind.PATH);
        int end = head.end(Kind.PATH);
        if (end - start > head.limits.lineBytes()) {
            throw new BadMessage(
                    414, "the path has more than " + head.limits.lineBytes() + " bytes (RFC 9110 section 15.5.15)");
        }
        if (start == end || (head.bytes()[start] != '/' && !head.is(Kind.PATH, "*"))) {
            throw bad("a :path that begins with something other than / (RFC 9113 section 8.3.1)");
        }
        return Target.parse(method, head.bytes(), start, end);
    }

    /** The target's authority, which {@code :authority} names, or else {@code Host}; they must not differ (§8.3.1). */
    private static String authority(DecodedHead head, @Nullable String tunnel, RequestHead.HostMemo hosts)
            throws BadMessage, BadTarget {
        String named = tunnel;
        if (named == null && head.has(Kind.AUTHORITY)) {
            named = hosts.canonical(head.bytes(), head.start(Kind.AUTHORITY), head.end(Kind.AUTHORITY));
        }
        if (head.hostAt >= 0) {
            named = host(head, named, hosts);
        }
        if (named == null || named.isEmpty()) {
            throw bad("neither :authority nor Host (RFC 9113 section 8.3.1)");
        }
        return named;
    }

    private static String host(DecodedHead head, @Nullable String named, RequestHead.HostMemo hosts)
            throws BadMessage, BadTarget {
        int start = head.valueStart(head.hostAt);
        int end = head.valueEnd(head.hostAt);
        byte[] bytes = head.bytes();
        boolean same = head.has(Kind.AUTHORITY)
                && Arrays.equals(bytes, start, end, bytes, head.start(Kind.AUTHORITY), head.end(Kind.AUTHORITY));
        if (named != null && same) {
            return named;
        }
        String host = hosts.canonical(bytes, start, end);
        if (named != null && !named.equals(host)) {
            throw bad("a Host other than :authority (RFC 9113 section 8.3.1)");
        }
        return host;
    }

    private static long length(DecodedHead head, boolean endStream) throws BadMessage {
        long length = head.contentLength();
        if (endStream && length > 0) {
            throw bad("a Content-Length but no content (RFC 9113 section 8.1.1)");
        }
        return endStream ? 0 : length;
    }

    private static boolean expects(DecodedHead head) throws BadMessage {
        int i = head.expectAt;
        if (i < 0) {
            return false;
        }
        if (!head.text(head.valueStart(i), head.valueEnd(i)).equalsIgnoreCase("100-continue")) {
            throw new BadMessage(417, "an expectation other than 100-continue (RFC 9110 section 10.1.1)");
        }
        return true;
    }

    private static BadMessage bad(String what) {
        return new BadMessage(400, what);
    }
}
