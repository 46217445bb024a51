package io.telpher.httpnetty.wire.h2;

/**
 * The priority of a response as its client wishes it (RFC 9218 §4).
 *
 * @param urgency from 0, the most urgent, to 7
 * @param incremental whether part of it is of use already
 */
public record Priority(int urgency, boolean incremental) {
    /** What holds when nobody wishes anything. */
    public static final Priority DEFAULT = new Priority(3, false);

    /**
     * Reads a {@code priority} field, a dictionary of RFC 9651. What cannot be read, or is out of range, counts for
     * nothing (§4); of a key that stands twice the last counts.
     */
    public static Priority parse(String value) {
        return DEFAULT.merged(value);
    }

    /** This priority as the field of a response changes it: what that does not name stays (§8). */
    public Priority merged(String value) {
        int urgent = urgency;
        boolean part = incremental;
        for (String member : value.split(",", -1)) {
            String text = withoutParameters(member).strip();
            if (text.length() == 3 && text.startsWith("u=") && text.charAt(2) >= '0' && text.charAt(2) <= '7') {
                urgent = text.charAt(2) - '0';
            } else if (text.equals("i") || text.equals("i=?1")) {
                part = true;
            } else if (text.equals("i=?0")) {
                part = false;
            }
        }
        return urgent == urgency && part == incremental ? this : new Priority(urgent, part);
    }

    private static String withoutParameters(String member) {
        int semicolon = member.indexOf(';');
        return semicolon < 0 ? member : member.substring(0, semicolon);
    }

    /** As a field value. */
    public String text() {
        return "u=" + urgency + (incremental ? ", i" : "");
    }
}
