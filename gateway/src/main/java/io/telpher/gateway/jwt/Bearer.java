package io.telpher.gateway.jwt;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;

/** What a request carries as a proof (RFC 6750 §2.1). Tokens in bodies and URLs are not looked at: they end up in logs. */
sealed interface Bearer {
    /** Nothing, or something else than a token. */
    record Absent() implements Bearer {}

    /** A token, of which nothing is known yet. */
    record Token(String text) implements Bearer {
        /** It is a secret. */
        @Override
        public String toString() {
            return "a token";
        }
    }

    /** Something that is no token. */
    record Bad(Fault fault) implements Bearer {}

    Bearer ABSENT = new Absent();

    static Bearer of(Fields fields, int bytesMax) {
        int count = fields.count(FieldName.AUTHORIZATION);
        String value = count == 0 ? null : fields.value(FieldName.AUTHORIZATION);
        if (value == null) {
            return ABSENT;
        }
        String word = "Bearer";
        boolean bearer = value.regionMatches(true, 0, word, 0, word.length())
                && (value.length() == word.length() || value.charAt(word.length()) == ' ');
        if (count > 1) {
            return new Bad(Fault.UNREADABLE);
        }
        if (!bearer) {
            return ABSENT;
        }
        String token = value.substring(word.length()).strip();
        if (token.length() > bytesMax) {
            return new Bad(Fault.TOO_LONG);
        }
        return isToken(token) ? new Token(token) : new Bad(Fault.UNREADABLE);
    }

    /** The characters of {@code b64token}. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "-._~+/=".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
