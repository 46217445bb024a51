package io.telpher.net.tls.certificate;

import io.telpher.core.Ip;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The names for which a certificate speaks: its subject alternative names. The common name is not one of them (RFC 9525
 * §2).
 *
 * @param hosts DNS names in lower case; the first label may be {@code *}
 * @param addresses IP addresses in canonical form
 */
public record CertificateNames(List<String> hosts, List<String> addresses) {
    private static final int DNS = 2;
    private static final int IP = 7;

    /** Copies the lists. */
    public CertificateNames {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
    }

    /** The names of a certificate; none if its extension cannot be read, so that nothing matches. */
    public static CertificateNames of(X509Certificate certificate) {
        List<String> hosts = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (List<?> name : alternatives(certificate)) {
            if (name.get(0) instanceof Integer type && name.get(1) instanceof String text) {
                byte[] address = type == IP ? IpLiteral.parse(text) : null;
                if (type == DNS) {
                    hosts.add(text.toLowerCase(Locale.ROOT));
                } else if (address != null) {
                    addresses.add(Ip.text(address));
                }
            }
        }
        return new CertificateNames(hosts, addresses);
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /**
     * True if the certificate speaks for the host (RFC 9525 §6): an address is compared with addresses only, a name
     * with names only; {@code *} stands for exactly one whole label, the first.
     *
     * @param host a name, or an IP address with or without brackets
     */
    public boolean cover(String host) {
        byte[] address = IpLiteral.parse(host);
        if (address != null) {
            return addresses.contains(Ip.text(address));
        }
        String name = canonical(host);
        if (name == null) {
            return false;
        }
        int dot = name.indexOf('.');
        String wildcard = dot > 0 && dot < name.length() - 1 ? "*" + name.substring(dot) : name;
        return hosts.contains(name) || hosts.contains(wildcard);
    }

    /** True if each of these is among the names, a wildcard as itself. */
    boolean coverAll(Collection<String> names) {
        return names.stream().allMatch(name -> cover(name) || hosts.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** True if there is no name at all. */
    public boolean isEmpty() {
        return hosts.isEmpty() && addresses.isEmpty();
    }

    /** A host name as certificates write it: lower case, A-labels, no final dot; null if it is none or has a star. */
    public static @Nullable String canonical(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.isEmpty() || name.indexOf('*') >= 0) {
            return null;
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** {@code shop.test, *.shop.test, 127.0.0.1}, or {@code no name}. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>(hosts);
        all.addAll(addresses);
        return all.isEmpty() ? "no name" : String.join(", ", all);
    }
}
