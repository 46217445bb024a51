package io.telpher.net.tls.chain;

import io.telpher.net.tls.certificate.ChainAdvice;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from a server's or a client's certificate to a trusted authority: checks 1 to 4.
 *
 * @param certificates the server's own first, without the anchor
 * @param anchor the trusted authority that signed the last of them
 */
public record ChainPath(List<X509Certificate> certificates, X509Certificate anchor) {
    private static final int LONGEST = 10;

    /**
     * Finds the way. The order in which the server sent them does not matter, what is not needed is ignored.
     *
     * @throws ChainRefused if there is none
     */
    public static ChainPath find(List<X509Certificate> sent, TrustAnchors trusted) throws ChainRefused {
        return find(sent, trusted, "server");
    }

    /** The same of a peer that is called so. */
    public static ChainPath find(List<X509Certificate> sent, TrustAnchors trusted, String peer) throws ChainRefused {
        if (sent.isEmpty()) {
            throw new ChainRefused(ChainCheck.RECEIVED, "the " + peer + " sent no certificate");
        }
        if (sent.size() > LONGEST) {
            throw new ChainRefused(
                    ChainCheck.RECEIVED,
                    "the " + peer + " sent " + sent.size() + " certificates, at most " + LONGEST + " are read");
        }
        X509Certificate current = sent.getFirst();
        List<X509Certificate> way = new ArrayList<>(List.of(current));
        while (!trusted.contains(current)) {
            X509Certificate anchor = signer(current, trusted.named(current.getIssuerX500Principal()));
            if (anchor != null) {
                return new ChainPath(List.copyOf(way), anchor);
            }
            current = nextSent(current, way, sent, trusted, peer);
            way.add(current);
        }
        return new ChainPath(way.size() == 1 ? List.of(current) : List.copyOf(way.subList(0, way.size() - 1)), current);
    }

    private static X509Certificate nextSent(
            X509Certificate current,
            List<X509Certificate> way,
            List<X509Certificate> sent,
            TrustAnchors trusted,
            String peer)
            throws ChainRefused {
        ChainCheck level = way.size() == 1 ? ChainCheck.SIGNED_BY_INTERMEDIATE : ChainCheck.INTERMEDIATE_SIGNED_BY_ROOT;
        if (ChainAdvice.signed(current, current)) {
            throw new ChainRefused(
                    ChainCheck.ROOT_TRUSTED,
                    (way.size() == 1 ? "the certificate is self-signed, " : "the chain ends at ")
                            + name(current) + ", which is not among those trusted here ("
                            + trusted.source() + "); if it is yours, name its file in \"" + key(peer) + '"');
        }
        List<X509Certificate> candidates = sent.stream()
                .filter(other -> !way.contains(other)
                        && other.getSubjectX500Principal().equals(current.getIssuerX500Principal()))
                .toList();
        X509Certificate issuer = signer(current, candidates);
        if (issuer != null) {
            requireAuthority(issuer, level);
            return issuer;
        }
        if (!candidates.isEmpty()
                || !trusted.named(current.getIssuerX500Principal()).isEmpty()) {
            throw new ChainRefused(
                    level,
                    "the signature of " + name(current) + " is not that of "
                            + name(current.getIssuerX500Principal().toString())
                            + ", though it claims to be; the " + peer + "'s chain is put together wrongly or forged");
        }
        throw unknownIssuer(current, way.size() == 1, trusted, peer);
    }

    private static ChainRefused unknownIssuer(
            X509Certificate current, boolean leaf, TrustAnchors trusted, String peer) {
        String issuer = name(current.getIssuerX500Principal().toString());
        return leaf
                ? new ChainRefused(
                        ChainCheck.SIGNED_BY_INTERMEDIATE,
                        name(current) + " was issued by " + issuer
                                + ", which the " + peer + " did not send and which is not trusted here ("
                                + trusted.source()
                                + "); let the " + peer
                                + " send its full chain, or name that authority's file in \"" + key(peer) + '"')
                : new ChainRefused(
                        ChainCheck.ROOT_TRUSTED,
                        "the chain ends at " + name(current) + ", issued by " + issuer
                                + ", which is not among those trusted here (" + trusted.source()
                                + "); if it is yours, name its file in \"" + key(peer) + '"');
    }

    /** The key that names those who are trusted. */
    private static String key(String peer) {
        return peer.equals("client") ? "authorities" : "ca";
    }

    private static void requireAuthority(X509Certificate issuer, ChainCheck level) throws ChainRefused {
        boolean[] usage = issuer.getKeyUsage();
        if (issuer.getBasicConstraints() < 0 || (usage != null && !usage[5])) {
            throw new ChainRefused(level, name(issuer) + " signed it, but is not an authority and may not sign");
        }
    }

    private static @Nullable X509Certificate signer(X509Certificate signed, List<X509Certificate> candidates) {
        for (X509Certificate candidate : candidates) {
            if (ChainAdvice.signed(signed, candidate)) {
                return candidate;
            }
        }
        return null;
    }

    public static String name(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal().toString());
    }

    /** A name from the network, cut to what a log line bears. */
    public static String name(String subject) {
        String clean = subject.replaceAll("\\p{Cntrl}", "?");
        return '"' + (clean.length() > 120 ? clean.substring(0, 120) + "..." : clean) + '"';
    }
}
