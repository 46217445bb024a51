package io.telpher.net.proxyprotocol.wire;

/** A header of the PROXY protocol that breaks its rules; the message says which. */
public final class BadProxyHeader extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public BadProxyHeader(String what) {
        super(what);
    }

    /** None: it says what a peer sent, not where our code was. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
