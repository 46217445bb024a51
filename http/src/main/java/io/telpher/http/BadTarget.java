package io.telpher.http;

/**
 * A request-target or authority that is refused with 400. Its message says what is wrong and which section of which RFC
 * says so. It carries no stack trace: it tells of the client's bytes, not of our code.
 */
public final class BadTarget extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal; {@code message} names the section. */
    public BadTarget(String message) {
        super(message, null, false, false);
    }

    /** What is wrong, with the section that says so. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
