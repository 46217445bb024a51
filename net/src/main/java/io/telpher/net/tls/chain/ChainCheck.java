package io.telpher.net.tls.chain;

/** The six things that must hold of a server's certificate, in the order in which they are checked. */
public enum ChainCheck {
    /** The server sends a certificate, and it is one for servers. */
    RECEIVED(1, "certificate received"),
    /** Its signature is that of an authority which is known here or came along. */
    SIGNED_BY_INTERMEDIATE(2, "certificate signed by the intermediate"),
    /** Each intermediate is signed by the next authority up to a root. */
    INTERMEDIATE_SIGNED_BY_ROOT(3, "intermediate signed by a root"),
    /** That root is among the trusted ones. */
    ROOT_TRUSTED(4, "root trusted"),
    /** Now is within the validity of the certificate and its intermediates. */
    NOT_EXPIRED(5, "not expired"),
    /** The certificate speaks for the host that was asked for. */
    DOMAIN_MATCHES(6, "domain matches");

    private final int number;
    private final String title;

    ChainCheck(int number, String title) {
        this.number = number;
        this.title = title;
    }

    /** 1 to 6. */
    public int number() {
        return number;
    }

    /** What holds if it succeeds, in a few words. */
    public String title() {
        return title;
    }
}
