package io.telpher.app.probe;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a chain by six checks, each for itself, so that one broken thing does not hide the others. */
final class ChainJudge {
    private static final int KEY_CERT_SIGN = 5;

    private final List<X509Certificate> chain;
    private final Collection<X509Certificate> anchors;
    private final String host;
    private final Instant now;

    ChainJudge(List<X509Certificate> chain, Collection<X509Certificate> anchors, String host, Instant now) {
        this.chain = chain;
        this.anchors = anchors;
        this.host = host;
        this.now = now;
    }

    /** The checks in their order; only the first if no certificate was sent. */
    List<ChainCheck> checks() {
        if (chain.isEmpty()) {
            return List.of(new ChainCheck("sent", false, "the server sent no certificate"));
        }
        return List.of(sent(), signature(), intermediates(), root(), time(), name());
    }

    private ChainCheck sent() {
        for (int i = 1; i < chain.size(); i++) {
            if (!issued(chain.get(i), chain.get(i - 1))) {
                return new ChainCheck("sent", false, "certificate " + (i + 1) + " did not issue the one before it");
            }
        }
        return new ChainCheck(
                "sent", true, chain.size() == 1 ? "1 certificate" : chain.size() + " certificates in order");
    }

    private ChainCheck signature() {
        X509Certificate leaf = chain.getFirst();
        X509Certificate issuer = issuer(0);
        if (issuer == null) {
            return new ChainCheck(
                    "signature", false, "its issuer was neither sent nor is it known: " + Names.issuer(leaf));
        }
        if (!signed(issuer, leaf)) {
            return new ChainCheck("signature", false, "not signed by the key of " + Names.subject(issuer));
        }
        String by = issuer.equals(leaf) ? "itself" : Names.subject(issuer);
        return new ChainCheck("signature", true, "signed by " + by + ", " + leaf.getSigAlgName());
    }

    private ChainCheck intermediates() {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate each = chain.get(i);
            if (!mayIssue(each)) {
                return new ChainCheck("intermediate", false, Names.subject(each) + " is not allowed to issue");
            }
            X509Certificate issuer = issuer(i);
            if (issuer == null) {
                return new ChainCheck("intermediate", false, "nobody known issued " + Names.subject(each));
            }
            if (!signed(issuer, each)) {
                return new ChainCheck(
                        "intermediate", false, Names.subject(each) + " is not signed by " + Names.subject(issuer));
            }
        }
        X509Certificate last = chain.getLast();
        if (chain.size() == 1 && issuer(0) == null) {
            return new ChainCheck(
                    "intermediate", false, "missing: the server must send the one of " + Names.issuer(last));
        }
        String text = chain.size() == 1 ? "none needed" : chain.size() - 1 + " sent, signed and allowed to issue";
        return new ChainCheck("intermediate", true, text);
    }

    private ChainCheck root() {
        X509Certificate last = chain.getLast();
        if (anchors.contains(last)) {
            return new ChainCheck("root", true, Names.subject(last) + " is trusted here");
        }
        for (X509Certificate anchor : anchors) {
            if (issued(anchor, last) && signed(anchor, last)) {
                return new ChainCheck("root", true, Names.subject(anchor) + " is trusted here");
            }
        }
        boolean self = issued(last, last);
        return new ChainCheck(
                "root",
                false,
                self ? Names.subject(last) + " is not trusted here" : "no root known: " + Names.issuer(last));
    }

    private ChainCheck time() {
        for (X509Certificate each : chain) {
            if (now.isAfter(each.getNotAfter().toInstant())) {
                return new ChainCheck(
                        "time", false, Names.subject(each) + " expired on " + Names.day(each.getNotAfter()));
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                return new ChainCheck(
                        "time", false, Names.subject(each) + " begins only on " + Names.day(each.getNotBefore()));
            }
        }
        long days = Duration.between(now, chain.getFirst().getNotAfter().toInstant())
                .toDays();
        return new ChainCheck("time", true, "valid for " + days + " more days");
    }

    private ChainCheck name() {
        List<String> names = new ArrayList<>(Names.alternatives(chain.getFirst()));
        for (String name : names) {
            if (Names.matches(name, host)) {
                return new ChainCheck("name", true, name.equals(host) ? host : host + " matches " + name);
            }
        }
        String has = names.isEmpty() ? "no names" : String.join(", ", names);
        return new ChainCheck("name", false, host + " is not among its names: " + has);
    }

    private @Nullable X509Certificate issuer(int i) {
        X509Certificate subject = chain.get(i);
        if (i + 1 < chain.size()) {
            return chain.get(i + 1);
        }
        if (issued(subject, subject)) {
            return subject;
        }
        for (X509Certificate anchor : anchors) {
            if (issued(anchor, subject)) {
                return anchor;
            }
        }
        return null;
    }

    private static boolean issued(X509Certificate issuer, X509Certificate subject) {
        return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal());
    }

    private static boolean signed(X509Certificate issuer, X509Certificate subject) {
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean mayIssue(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }
}
