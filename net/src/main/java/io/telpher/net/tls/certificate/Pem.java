package io.telpher.net.tls.certificate;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One block of a PEM file (RFC 7468): its label and the bytes in it. */
public final class Pem {
    public static final String CERTIFICATE = "CERTIFICATE";
    public static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final String label;
    private final String body;

    private Pem(String label, String body) {
        this.label = label;
        this.body = body;
    }

    /** What is between {@code BEGIN} and the dashes, such as {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** True if it needs a passphrase, in the new form or in OpenSSL's old one. */
    boolean encrypted() {
        return label.startsWith("ENCRYPTED") || body.contains("ENCRYPTED");
    }

    /** The bytes. @throws IllegalArgumentException if they are not base64 */
    byte[] der() {
        return Base64.getMimeDecoder().decode(body);
    }

    /** All blocks of a text, in order; what stands between them is explanation (RFC 7468 §5.2). */
    public static List<Pem> read(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Pem(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** A block as text. */
    public static String write(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + BASE64.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
