package io.telpher.app.access;

/** Which names look as if their value were a secret. It errs on the side of hiding. */
public final class Secrets {
    private static final String[] A = {"auth", "apikey", "assertion"};
    private static final String[] C = {"code", "credential"};
    private static final String[] J = {"jwt"};
    private static final String[] K = {"key"};
    private static final String[] O = {"otp"};
    private static final String[] P = {"password", "passwd", "passphrase", "pwd", "pin"};
    private static final String[] S = {"secret", "signature", "sig", "session"};
    private static final String[] T = {"token", "ticket"};
    private static final String[] NONE = {};

    private Secrets() {}

    /** True if the name in {@code text} holds a word such as token, key or password, in any case; or is not readable. */
    public static boolean looksSecret(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                return true; // an encoded name could be any
            }
            for (String word : wordsFrom(c)) {
                if (i + word.length() <= to && text.regionMatches(true, i, word, 0, word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String[] wordsFrom(char c) {
        return switch (c | 0x20) {
            case 'a' -> A;
            case 'c' -> C;
            case 'j' -> J;
            case 'k' -> K;
            case 'o' -> O;
            case 'p' -> P;
            case 's' -> S;
            case 't' -> T;
            default -> NONE;
        };
    }
}
