package io.telpher.httpnetty.wire;

/** A message that breaks the rules. It carries no stack trace: it tells what a peer sent, not where our code was. */
public final class BadMessage extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * A message that breaks the rules.
     *
     * @param status what a request like that is answered with
     * @param detail what was found, and the section that forbids it
     */
    public BadMessage(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    /** What a request like that is answered with. */
    public int status() {
        return status;
    }

    /** What was found, and the section that forbids it. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
