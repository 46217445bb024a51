package io.telpher.cache.key;

import io.telpher.http.Cookies;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How keys are made. GET and HEAD share theirs; a QUERY's holds its content.
 *
 * @param query which parameters count
 * @param fields fields that choose among responses though no {@code Vary} says so
 * @param cookies the same for cookies, of which all values of a name count
 */
public record KeyRules(QueryRules query, List<FieldName> fields, List<String> cookies) {
    /** Scheme, authority, path and query as it was sent. */
    public static final KeyRules PLAIN = new KeyRules(QueryRules.AS_SENT, List.of(), List.of());

    /** Content and what says how it is to be read (RFC 10008 §2.7). */
    private static final List<FieldName> ABOUT_CONTENT = List.of(
            FieldName.CONTENT_TYPE,
            FieldName.CONTENT_ENCODING,
            FieldName.of("content-language"),
            FieldName.CONTENT_LOCATION);

    private static final String KNOWN = "\nknown";

    /** Freezes what it is given. */
    public KeyRules {
        fields = List.copyOf(fields);
        cookies = List.copyOf(cookies);
    }

    /** The key of a GET or HEAD. */
    public CacheKey key(HttpRequest request) {
        return key(request, null);
    }

    /** The same for a path that is known to answer with {@code No-Vary-Search}. */
    public CacheKey key(HttpRequest request, @Nullable NoVarySearch learned) {
        return new CacheKey(uri(request, learned), more(request));
    }

    /** The key of a QUERY, whose content must have been read. */
    public CacheKey queryKey(HttpRequest request, byte[] content) {
        StringBuilder more = new StringBuilder(more(request));
        more.append('\n').append(Method.QUERY).append(' ').append(digest(content));
        for (FieldName name : ABOUT_CONTENT) {
            String value = request.fields().joined(name);
            more.append('\n').append(name).append(':').append(value == null ? "" : value);
        }
        return new CacheKey(uri(request, null), more.toString());
    }

    /** The URI of a request, as it stands in its key. */
    public String uri(HttpRequest request) {
        return uri(request, null);
    }

    private String uri(HttpRequest request, @Nullable NoVarySearch learned) {
        String counted = query.counted(request.query());
        if (learned != null) {
            return uri(request.scheme(), request.authority(), request.path(), learned.counted(counted));
        }
        return uri(request.scheme(), request.authority(), request.path(), counted);
    }

    /** The URI of these parts, which are canonical: {@link io.telpher.http.Target}, {@link io.telpher.http.Authority}. */
    public static String uri(String scheme, String authority, String path, @Nullable String query) {
        String port = scheme.equals("https") ? ":443" : ":80";
        String host = authority.endsWith(port)
                ? authority.substring(0, authority.length() - port.length())
                : authority; // "[::80]" ends in a bracket
        String uri = scheme + "://" + host + path;
        return query == null ? uri : uri + '?' + query;
    }

    /** A URI as it stands in the keys of a path that is known to answer with {@code No-Vary-Search}. */
    public static String uri(String plain, NoVarySearch learned) {
        int question = plain.indexOf('?');
        return question < 0
                ? plain + '?' + learned.counted(null)
                : plain.substring(0, question + 1) + learned.counted(plain.substring(question + 1));
    }

    /** The request as it may be sent on: what is not in the key must not be in the question either. */
    public HttpRequest sent(HttpRequest request) {
        String counted = query.counted(request.query());
        HttpRequest sent =
                Objects.equals(counted, request.query()) ? request : request.withTarget(request.path(), counted);
        return cookies.isEmpty() || !request.fields().contains(FieldName.COOKIE)
                ? sent
                : sent.withFields(counted(request.fields()));
    }

    /** Where cookies are in the key, the others are not in the question; those that are stand in the key's order. */
    private Fields counted(Fields request) {
        StringBuilder counted = new StringBuilder();
        for (String name : cookies) {
            for (String value : Cookies.values(request, name)) {
                counted.append(counted.isEmpty() ? "" : "; ")
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        return counted.isEmpty()
                ? request.without(FieldName.COOKIE)
                : request.edit().set(FieldName.COOKIE, counted.toString()).done();
    }

    /** Where somebody is known, what was answered to nobody known is no answer. */
    private String more(HttpRequest asked) {
        boolean known = asked.exchange().identity() != null;
        if (fields.isEmpty() && cookies.isEmpty()) {
            return known ? KNOWN : "";
        }
        StringBuilder more = new StringBuilder(known ? KNOWN : "");
        Fields request = asked.fields();
        for (FieldName name : fields) {
            String value = request.joined(name);
            if (value != null) {
                more.append('\n').append(name).append(':').append(value.strip());
            }
        }
        for (String name : cookies) {
            for (String value : Cookies.values(request, name)) {
                more.append("\ncookie ").append(name).append('=').append(value);
            }
        }
        return more.toString();
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
