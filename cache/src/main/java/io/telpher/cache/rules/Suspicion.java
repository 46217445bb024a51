package io.telpher.cache.rules;

import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Signs that somebody would like others to get an answer that was made for one: by a field that is not in the key, by content or
 * another method in a GET (poisoning), or by a path that looks like that of a file (deception).
 */
final class Suspicion {
    /** Fields by which frameworks take another method than the one that was sent. */
    static final FieldNames METHOD_OVERRIDES = FieldNames.of(
            FieldName.of("x-http-method-override"), FieldName.of("x-http-method"), FieldName.of("x-method-override"));

    /** Fields by which frameworks take another target than the one in the key. Where we are the edge they have been removed. */
    private static final List<FieldName> OTHER_TARGET = List.of(
            FieldName.of("x-original-url"),
            FieldName.of("x-rewrite-url"),
            FieldName.of("x-original-host"),
            FieldName.of("x-host"),
            FieldName.of("x-forwarded-server"),
            FieldName.of("x-forwarded-prefix"),
            FieldName.of("x-forwarded-path"),
            FieldName.of("x-forwarded-uri"),
            FieldName.of("x-forwarded-scheme"),
            FieldName.of("x-forwarded-ssl"),
            FieldName.of("x-http-host-override"),
            FieldName.of("front-end-https"),
            FieldName.of("x-url-scheme"));

    private static final Set<String> FILES = Set.of(
            "css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "svg", "bmp", "tif", "tiff",
            "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "webm", "ogg", "wav", "pdf", "zip", "gz", "tar", "swf",
            "csv", "txt", "xml", "doc", "docx", "xls", "xlsx", "ppt", "pptx");

    private Suspicion() {}

    /** True for a question that is not all in its head: whoever reads the rest answers another one. */
    static boolean hidesItsQuestion(HttpRequest request) {
        boolean query = request.method().equals(Method.QUERY);
        return (!query && !request.body().isEmpty()) || request.fields().containsAny(METHOD_OVERRIDES);
    }

    /** True if the answer may be about another target than the key's, and neither Vary nor anything else tells them apart. */
    static boolean namesAnotherTarget(HttpRequest request, List<FieldName> vary) {
        Fields fields = request.fields();
        for (FieldName name : OTHER_TARGET) {
            if (fields.contains(name) && !vary.contains(name)) {
                return true;
            }
        }
        return differs(fields, FieldName.X_FORWARDED_HOST, request.authority(), vary)
                || differs(fields, FieldName.X_FORWARDED_PROTO, request.scheme(), vary);
    }

    private static boolean differs(Fields fields, FieldName name, String ours, List<FieldName> vary) {
        String claimed = fields.joined(name);
        return claimed != null && !claimed.equalsIgnoreCase(ours) && !vary.contains(name);
    }

    /**
     * True if the path ends like that of a file and the content is a page: {@code /account/x.css} answered by what answers
     * {@code /account}. Only its origin's own word that it is for all makes it so.
     */
    static boolean pretendsToBeAFile(String path, Fields response) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        String extension = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (last.lastIndexOf('.') < 0 || !FILES.contains(extension)) {
            return false;
        }
        String type = response.value(FieldName.CONTENT_TYPE);
        String page = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return page.isEmpty()
                || page.startsWith("text/html")
                || page.startsWith("application/json")
                || page.startsWith("application/xhtml");
    }
}
