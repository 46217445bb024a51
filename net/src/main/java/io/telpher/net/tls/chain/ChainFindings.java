package io.telpher.net.tls.chain;

import io.telpher.net.tls.certificate.ChainAdvice;
import io.telpher.net.tls.chain.ChainFinding.Result;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The six checks of one chain, told one by one. The first four are one way upwards, the others stand for themselves. */
final class ChainFindings {
    private final List<X509Certificate> sent;
    private final String host;
    private final Instant now;
    private final @Nullable ChainRefused late;
    private @Nullable ChainPath path;
    private @Nullable ChainRefused broken;

    ChainFindings(TrustAnchors trusted, List<X509Certificate> sent, String host, Instant now) {
        this.sent = sent;
        this.host = host;
        this.now = now;
        try {
            path = ChainPath.find(sent, trusted);
        } catch (ChainRefused e) {
            broken = e;
        }
        late = refusal(() -> ChainChecks.notExpired(path == null ? sent : path.certificates(), now));
        if (path != null) {
            ChainPath whole = path;
            broken = refusal(() -> {
                ChainChecks.forServers(sent.getFirst());
                if (late == null) { // a path that is out of its time is not valid for that alone
                    ChainChecks.validate(whole, now);
                }
            });
        }
    }

    private interface Judging {
        void judge() throws ChainRefused;
    }

    private static @Nullable ChainRefused refusal(Judging judging) {
        try {
            judging.judge();
            return null;
        } catch (ChainRefused e) {
            return e;
        }
    }

    List<ChainFinding> all() {
        List<ChainFinding> findings = new ArrayList<>();
        for (ChainCheck check : ChainCheck.values()) {
            findings.add(finding(check));
        }
        return findings;
    }

    private ChainFinding finding(ChainCheck check) {
        if (sent.isEmpty() && check != ChainCheck.RECEIVED) {
            return new ChainFinding(check, Result.NOT_REACHED, "there is no certificate");
        }
        return switch (check) {
            case NOT_EXPIRED -> finding(check, late);
            case DOMAIN_MATCHES -> finding(check, refusal(() -> ChainChecks.named(sent.getFirst(), host)));
            default ->
                broken != null && broken.check().number() < check.number()
                        ? new ChainFinding(
                                check,
                                Result.NOT_REACHED,
                                "check " + broken.check().number() + " failed")
                        : finding(check, broken != null && broken.check() == check ? broken : null);
        };
    }

    private ChainFinding finding(ChainCheck check, @Nullable ChainRefused refused) {
        return refused == null
                ? new ChainFinding(check, Result.HOLDS, held(check))
                : new ChainFinding(check, Result.FAILS, refused.found());
    }

    private String held(ChainCheck check) {
        X509Certificate leaf = sent.getFirst();
        int above = path == null ? sent.size() - 1 : path.certificates().size() - 1;
        return switch (check) {
            case RECEIVED -> (sent.size() == 1 ? "1 certificate" : sent.size() + " certificates") + order();
            case SIGNED_BY_INTERMEDIATE ->
                "by " + ChainPath.name(leaf.getIssuerX500Principal().toString()) + ", " + leaf.getSigAlgName();
            case INTERMEDIATE_SIGNED_BY_ROOT -> above == 0 ? "none needed" : above + " on the way, each signed";
            case ROOT_TRUSTED -> (path == null ? "it" : ChainPath.name(path.anchor())) + " is trusted here";
            case NOT_EXPIRED ->
                "for " + Duration.between(now, leaf.getNotAfter().toInstant()).toDays() + " more days";
            case DOMAIN_MATCHES -> host;
        };
    }

    private String order() {
        for (int i = 0; i + 1 < sent.size(); i++) {
            if (!ChainAdvice.signed(sent.get(i), sent.get(i + 1))) {
                return ", not in order: certificate " + (i + 2) + " did not issue the one before it";
            }
        }
        return "";
    }
}
