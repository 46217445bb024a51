package io.telpher.http;

/** A version of HTTP as it is spoken on a connection. */
public enum HttpVersion {
    /** RFC 1945. */
    HTTP_1_0("HTTP/1.0", "1.0"),
    /** RFC 9112. */
    HTTP_1_1("HTTP/1.1", "1.1"),
    /** RFC 9113. */
    HTTP_2("HTTP/2", "2.0"),
    /** RFC 9114. */
    HTTP_3("HTTP/3", "3.0");

    private final String text;
    private final String received;

    HttpVersion(String text, String received) {
        this.text = text;
        this.received = received;
    }

    /** As in a status line or a log. */
    public String text() {
        return text;
    }

    /** The received-protocol of a {@code Via} field (RFC 9110 §7.6.3). */
    public String received() {
        return received;
    }
}
