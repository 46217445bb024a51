package io.telpher.app.listener;

import io.telpher.core.Verdict;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Peer;
import io.telpher.http.Problem;
import io.telpher.net.tls.ServerTls;

/**
 * Answers 421 to a request for a host under whose name the client would have been asked for another certificate than it
 * was: else a connection for a name that asks for none would be the way round one that does (RFC 9110 §15.5.20).
 */
public final class MisdirectedGate implements HttpGate {
    private static final int MISDIRECTED = 421;

    private final ServerTls tls;
    private final HttpGate next;

    MisdirectedGate(ServerTls tls, HttpGate next) {
        this.tls = tls;
        this.next = next;
    }

    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        Peer.Tls agreed = head.peer().tls();
        if (agreed == null || !agreed.clientPolicy().equals(tls.policy(name(head.host())))) {
            return new Verdict.Answer<>(
                    Problem.of(
                            MISDIRECTED,
                            "This connection began under another name, with other rules for client certificates; connect anew."));
        }
        return next.admit(head);
    }

    /** As SNI would name it: without the final dot. */
    private static String name(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
