package io.telpher.gateway.coalesce;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.SharedReply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What makes two requests identical: a text that they have in common. */
final class Sameness implements Function<HttpRequest, @Nullable String> {
    /** Fields that choose among responses, or parts of them, whatever an origin says of them. */
    private static final List<FieldName> CHOOSING = List.of(
            FieldName.RANGE,
            FieldName.IF_RANGE,
            FieldName.IF_MATCH,
            FieldName.IF_NONE_MATCH,
            FieldName.IF_MODIFIED_SINCE,
            FieldName.IF_UNMODIFIED_SINCE,
            FieldName.ACCEPT_ENCODING,
            FieldName.of("accept"),
            FieldName.of("accept-language"),
            FieldName.of("origin"));

    private static final char BETWEEN = '\n'; // no field or target holds one

    private final List<FieldName> fields;
    private final boolean everybody;

    Sameness(CoalesceConfig config) {
        List<FieldName> all = new ArrayList<>(CHOOSING);
        if (!config.everybody()) {
            all.addAll(SharedReply.CREDENTIALS);
        }
        all.addAll(config.fields());
        this.fields = List.copyOf(all);
        this.everybody = config.everybody();
    }

    /** Null for a request that is like no other: one that may change something, has content, or becomes a tunnel. */
    @Override
    public @Nullable String apply(HttpRequest request) {
        boolean reads = request.method().equals(Method.GET) || request.method().equals(Method.HEAD);
        if (!reads || !request.body().isEmpty() || request.fields().contains(FieldName.UPGRADE)) {
            return null;
        }
        StringBuilder text = new StringBuilder(128)
                .append(request.method().name())
                .append(' ')
                .append(request.scheme())
                .append("://")
                .append(request.authority())
                .append(request.target());
        Fields own = request.fields();
        for (int i = 0; i < fields.size(); i++) {
            String value = own.joined(fields.get(i));
            if (value != null) {
                text.append(BETWEEN).append(i).append(':').append(value);
            }
        }
        String proof = everybody ? null : request.exchange().proof();
        if (proof != null) {
            text.append(BETWEEN).append("by ").append(proof);
        }
        return text.toString();
    }

    /** The same for a store that others read, too: the path, and the hash of all of it, in which no credentials can be seen. */
    String inStore(HttpRequest request) {
        String all = String.valueOf(apply(request));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return request.path() + '#' + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
