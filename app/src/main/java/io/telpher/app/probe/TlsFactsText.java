package io.telpher.app.probe;

import io.telpher.net.tls.certificate.CertificateNames;
import io.telpher.net.tls.chain.ChainCheck;
import io.telpher.net.tls.chain.ChainChecks;
import io.telpher.net.tls.chain.ChainFinding;
import io.telpher.net.tls.chain.TrustAnchors;
import io.telpher.net.walk.wire.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a handshake gave. */
final class TlsFactsText {
    private static final int NAMES_SHOWN = 6;

    private TlsFactsText() {}

    static List<Fact> of(TlsFacts tls, TrustAnchors anchors, String host, Instant now) {
        List<Fact> facts = new ArrayList<>();
        judged("version", tls.version(), CipherAdvice.version(tls.version()), facts);
        judged("cipher", tls.cipher(), CipherAdvice.cipher(tls.cipher()), facts);
        facts.add(Fact.plain("key exchange", tls.group() == null ? "no group (RSA) or not visible" : tls.group()));
        ForwardSecrecy secrecy = ForwardSecrecy.of(tls.version(), tls.cipher(), tls.group());
        facts.add(Fact.yesNo(
                "forward secrecy",
                secrecy.kept(),
                (secrecy.kept() ? "yes: " : "no: ") + secrecy.reason(),
                secrecy.kept() ? Mark.GOOD : Mark.DOUBTFUL));
        for (int i = 0; i < tls.chain().size(); i++) {
            facts.add(Fact.list("certificate " + (i + 1), describe(tls.chain().get(i)), Mark.PLAIN));
        }
        for (ChainFinding finding : new ChainChecks(anchors).findings(tls.chain(), host, now)) {
            facts.add(check(finding));
        }
        int staple = tls.staple().length;
        facts.add(Fact.yesNo(
                "OCSP staple", staple > 0, staple > 0 ? "sent, " + Durations.bytes(staple) : "none sent", Mark.PLAIN));
        facts.add(Fact.plain("spoken by", tls.library()));
        return facts;
    }

    private static Fact check(ChainFinding finding) {
        ChainCheck check = finding.check();
        String label = "check " + check.number();
        String text = ": " + check.title() + ": " + finding.found();
        return switch (finding.result()) {
            case HOLDS -> Fact.yesNo(label, true, "pass" + text, Mark.GOOD);
            case FAILS -> Fact.yesNo(label, false, "FAIL" + text, Mark.BAD);
            case NOT_REACHED -> Fact.yesNo(label, false, "not judged" + text, Mark.DOUBTFUL);
        };
    }

    private static void judged(
            String label, String value, @org.jspecify.annotations.Nullable String trouble, List<Fact> facts) {
        facts.add(
                trouble == null
                        ? Fact.of(label, value, Mark.GOOD)
                        : Fact.of(label, value + ": " + trouble, Mark.DOUBTFUL));
    }

    private static List<String> describe(X509Certificate certificate) {
        List<String> lines = new ArrayList<>();
        lines.add(CertificateText.subject(certificate) + ", issued by " + CertificateText.issuer(certificate));
        lines.add("valid " + CertificateText.day(certificate.getNotBefore()) + " to "
                + CertificateText.day(certificate.getNotAfter()) + ", "
                + CertificateText.key(certificate.getPublicKey()) + ", " + certificate.getSigAlgName());
        CertificateNames covered = CertificateNames.of(certificate);
        List<String> names = new ArrayList<>(covered.hosts());
        names.addAll(covered.addresses());
        if (!names.isEmpty()) {
            String more = names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
            lines.add("for " + String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size()))) + more);
        }
        return lines.stream().map(line -> line.replaceAll("\\p{Cntrl}", "?")).toList();
    }
}
