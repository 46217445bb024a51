package io.telpher.app.listener;

import io.telpher.core.Verdict;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.http.FieldName;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers plain requests with 308 to the https listener, but for certificates' challenges, the excepted paths, and those
 * of whose clients a trusted proxy says that they came by https: they would go in a circle.
 */
public final class HttpsRedirect implements HttpGate {
    private static final int HTTPS_PORT = 443;

    private final int securePort;
    private final List<String> except;
    private final Forwarding forwarding;

    /** @param securePort where https is served */
    HttpsRedirect(int securePort, List<String> except, Forwarding forwarding) {
        this.securePort = securePort;
        this.forwarding = forwarding;
        this.except = new ArrayList<>(except);
        this.except.add("/.well-known/acme-challenge/**"); // RFC 8555 §8.3
    }

    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        for (String path : except) {
            if (matches(path, head.path())) {
                return Verdict.admit();
            }
        }
        if (forwarding.scheme(head).equals("https")) {
            return Verdict.admit();
        }
        if (head.authority().isEmpty() || !head.path().startsWith("/")) {
            return new Verdict.Answer<>(Problem.of(421, "This is served over https only (RFC 9110 section 15.5.20)."));
        }
        String authority = securePort == HTTPS_PORT ? head.host() : head.host() + ":" + securePort;
        String location = "https://" + authority + head.target();
        return new Verdict.Answer<>(HttpResponse.of(308).with(FieldName.LOCATION, location));
    }

    private static boolean matches(String pattern, String path) {
        if (!pattern.endsWith("/**")) {
            return pattern.equals(path);
        }
        String parent = pattern.substring(0, pattern.length() - 3);
        return path.equals(parent) || path.startsWith(parent + "/");
    }
}
