package io.telpher.app.web;

import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTML file with its script and style inside. Its Content-Security-Policy names exactly these by their hash, so that no
 * other script runs in it.
 */
public final class Page {
    private static final Pattern SCRIPT = Pattern.compile("<script[^>]*>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    private final byte[] html;
    private final Fields fields;

    private Page(String text) {
        html = text.getBytes(StandardCharsets.UTF_8);
        fields = Fields.of(
                Field.of(FieldName.CONTENT_TYPE, "text/html; charset=utf-8"),
                Field.of(FieldName.CACHE_CONTROL, "no-store"),
                Field.of(FieldName.of("x-content-type-options"), "nosniff"),
                Field.of(FieldName.of("referrer-policy"), "no-referrer"),
                Field.of(
                        FieldName.of("content-security-policy"),
                        "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; "
                                + "frame-ancestors 'none'; script-src " + sources(SCRIPT, text) + "; style-src "
                                + sources(STYLE, text)));
    }

    /** The file of this name beside a class. */
    public static Page of(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + beside.getName());
            }
            return new Page(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page as a response. */
    public HttpResponse response(int status) {
        return HttpResponse.of(status, fields, Body.of(html));
    }

    private static String sources(Pattern element, String text) {
        Matcher matcher = element.matcher(text);
        return matcher.find() ? "'sha256-" + sha256(matcher.group(1)) + "'" : "'none'";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
