package io.telpher.app.access;

import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import org.jspecify.annotations.Nullable;

/** How a line looks. Without state: any thread may use it with bytes of its own. */
interface LineFormat {
    /** How many characters of a path or a query are written. */
    int TARGET_MAX = 2_048;

    /** How many characters of any other text are written. */
    int TEXT_MAX = 255;

    /** Names, numbers and time stamp of a line, and what masks and cuts add. */
    int FIXED_MAX = 1_024;

    /** Writes a line, its end included. */
    void write(Completed end, long epochNanos, Stamp stamp, Bytes out);

    /** A mask is at most three bytes longer than what it hides, for each pair; a character can become six bytes. */
    static int bound(Completed end) {
        Exchange exchange = end.exchange();
        int text = Math.min(end.path().length(), TARGET_MAX)
                + length(end.query(), TARGET_MAX)
                + length(end.method(), TEXT_MAX)
                + length(end.authority(), TEXT_MAX)
                + length(exchange.client(), TEXT_MAX)
                + length(exchange.peer().listener(), TEXT_MAX)
                + length(exchange.route(), TEXT_MAX)
                + length(exchange.upstream(), TEXT_MAX)
                + length(exchange.endpoint(), TEXT_MAX)
                + length(end.failure() == null ? null : end.failure().getMessage(), TEXT_MAX)
                + certificate(exchange.peer().tls())
                + front(exchange.peer().front());
        return FIXED_MAX + Bytes.ESCAPED_MAX * text;
    }

    private static int certificate(Peer.@Nullable Tls tls) {
        ClientCertificate shown = tls == null ? null : tls.client();
        return shown == null ? 0 : length(shown.subject(), TEXT_MAX) + length(shown.fingerprint(), TEXT_MAX);
    }

    private static int front(Peer.@Nullable Front told) {
        return told == null
                ? 0
                : length(told.authority(), TEXT_MAX) + length(told.client(), TEXT_MAX) + length(told.id(), TEXT_MAX);
    }

    private static int length(@Nullable String text, int max) {
        return text == null ? 0 : Math.min(text.length(), max);
    }
}
