package io.telpher.http;

/** Character classes of RFC 9110 §5.6. */
public final class Tokens {
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (int c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 32] = true;
        }
        for (int c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Tokens() {}

    /** True for a tchar. */
    public static boolean isTokenByte(byte b) {
        return TOKEN[b & 0xff];
    }

    /** True for a token: at least one tchar and nothing else. */
    public static boolean isToken(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || !TOKEN[c]) {
                return false;
            }
        }
        return true;
    }

    /** True for what may stand in a field value: visible characters, bytes above 127, space and tab (RFC 9110 §5.5). */
    public static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || c == 127 || (c < 32 && c != '\t')) {
                return false;
            }
        }
        return true;
    }

    /** An ASCII letter in lower case; any other byte as it is. */
    public static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
