package io.telpher.net.tls.chain;

import java.security.cert.CertificateException;

/** A server's chain that was not accepted: which of the six checks failed, what was found and what to do. */
public final class ChainRefused extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final ChainCheck check;
    private final String found;

    public ChainRefused(ChainCheck check, String found) {
        super("check " + check.number() + " of " + ChainCheck.values().length + " (" + check.title() + ") failed: "
                + found);
        this.check = check;
        this.found = found;
    }

    /** The check that failed. */
    public ChainCheck check() {
        return check;
    }

    /** What was found and what to do, without the name of the check. */
    public String found() {
        return found;
    }

    /** None: it says what a peer sent, not where our code was. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
