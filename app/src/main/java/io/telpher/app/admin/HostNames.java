package io.telpher.app.admin;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names the admin port answers to. A page of a stranger can make a name of its own point to loopback (DNS rebinding);
 * it cannot make the browser send another Host.
 */
final class HostNames {
    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|localhost");

    private final Set<String> configured;

    HostNames(Iterable<String> configured) {
        Set<String> names = new java.util.HashSet<>();
        configured.forEach(names::add);
        this.configured = Set.copyOf(names);
    }

    /** @param host without a port, in lower case */
    boolean accept(String host) {
        return LOOPBACK.matcher(host).matches() || configured.contains(host);
    }
}
