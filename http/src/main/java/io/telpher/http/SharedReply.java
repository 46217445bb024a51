package io.telpher.http;

import io.telpher.core.Copies;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response that several requests get. It answers those that have in common what it depends on: the fields that its
 * {@code Vary} names (RFC 9110 §12.5.5) and, if it is {@code private} or {@code no-store}, whoever shows the same credentials and has
 * proved the same of himself.
 */
public final class SharedReply implements Copies<HttpRequest, HttpResponse> {
    /** What is known to be no longer is brought in before anybody gets it: cheaper, and it cannot break off then. */
    static final int WHOLE_BYTES_MAX = 64 * 1024;

    /** What proves to an origin who asks. */
    public static final List<FieldName> CREDENTIALS = List.of(
            FieldName.of("authorization"),
            FieldName.COOKIE,
            FieldName.of("x-api-key"),
            FieldName.of("x-auth-token"),
            FieldName.of("x-access-token"),
            FieldName.of("client-cert"));

    private static final FieldName SET_COOKIE = FieldName.of("set-cookie");
    private static final int SWITCHING = 101;

    private final HttpRequest asked;
    private final HttpResponse reply;
    private final List<FieldName> same;
    private final boolean personal;
    private final @Nullable SharedContent content;

    private SharedReply(HttpRequest asked, HttpResponse reply, @Nullable SharedContent content) {
        this.asked = asked;
        this.reply = reply;
        this.same = same(reply.fields());
        this.personal = isPersonal(reply.fields());
        this.content = content;
    }

    /** Shares a response, or null if it is for one only. See {@link io.telpher.core.Traits#share}. */
    static @Nullable SharedReply of(HttpRequest asked, HttpResponse reply, int bytesMax, Waiter waiter)
            throws IOException {
        if (!shareable(reply) || reply.body().length() > bytesMax) {
            return null;
        }
        Body body = reply.body();
        if (body instanceof BytesBody) {
            return new SharedReply(asked, reply, null);
        }
        if (body.length() >= 0 && body.length() <= WHOLE_BYTES_MAX) {
            byte[] bytes = body.readAll(WHOLE_BYTES_MAX + 1);
            if (bytes.length != body.length()) {
                throw new IOException("a body of " + body.length() + " bytes came as " + bytes.length);
            }
            return new SharedReply(asked, reply.withBody(Body.of(bytes)), null);
        }
        return new SharedReply(asked, reply, new SharedContent(body, bytesMax, waiter));
    }

    /** False for what is one client's own (a cookie), has no end, or ends with trailers. */
    static boolean shareable(HttpResponse reply) {
        Fields fields = reply.fields();
        return reply.status() != SWITCHING
                && !HttpTraits.INSTANCE.lasts(reply)
                && !fields.contains(SET_COOKIE)
                && !fields.contains(FieldName.TRAILER)
                && !fields.hasToken(FieldName.VARY, "*");
    }

    /** The fields in which requests are alike that this response answers. */
    static List<FieldName> same(Fields fields) {
        List<FieldName> names = new ArrayList<>();
        String vary = fields.joined(FieldName.VARY);
        if (vary != null) {
            for (String name : vary.split(",", -1)) {
                if (Tokens.isToken(name.strip())) {
                    names.add(FieldName.of(name.strip()));
                }
            }
        }
        if (isPersonal(fields)) {
            names.addAll(CREDENTIALS);
        }
        return names;
    }

    /** True for a response that is only for who asked. */
    static boolean isPersonal(Fields fields) {
        return fields.hasToken(FieldName.CACHE_CONTROL, "private")
                || fields.hasToken(FieldName.CACHE_CONTROL, "no-store");
    }

    /** True if this response answers {@code request} as it does the one that it was made for. */
    private boolean answers(HttpRequest request) {
        for (FieldName name : same) {
            if (!Objects.equals(request.fields().joined(name), asked.fields().joined(name))) {
                return false;
            }
        }
        return !personal
                || Objects.equals(request.exchange().proof(), asked.exchange().proof());
    }

    @Override
    public @Nullable HttpResponse copy(HttpRequest request) {
        if (!answers(request)) {
            return null;
        }
        if (content == null) {
            return HttpResponse.of(reply.status(), reply.fields(), reply.body());
        }
        SharedContent.Taker taker = content.taker();
        return new HttpResponse(reply.status(), reply.fields(), taker, taker.ending());
    }

    @Override
    public void run() {
        if (content != null) {
            content.run();
        }
    }
}
