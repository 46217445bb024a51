package io.telpher.gateway.proxy;

import io.telpher.core.Ip;
import io.telpher.core.config.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that proxies in front of us noted: read from {@code X-Forwarded-For} or the {@code for} parameters of
 * {@code Forwarded} (RFC 7239 §5.2).
 */
final class ForwardedChain {
    private ForwardedChain() {}

    /**
     * The client: the first address, going from the right, that is not a trusted proxy. What stands to its left was
     * written by somebody whom we do not know. An entry that is no address ends the walk.
     *
     * @param peer the trusted proxy that is connected to us
     * @param members the addresses as they were written, the nearest proxy's last
     */
    static String client(String peer, List<String> members, Networks trusted) {
        String client = peer;
        for (String member : members.reversed()) {
            byte[] address = address(member);
            if (address == null) {
                return client;
            }
            client = Ip.text(address);
            if (!trusted.contains(address)) {
                return client;
            }
        }
        return client;
    }

    /** {@code 1.2.3.4}, {@code 1.2.3.4:80}, {@code ::1}, {@code [::1]} or {@code [::1]:80}. */
    private static byte @Nullable [] address(String member) {
        String text = member;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? null : Ip.parse(text.substring(1, end));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && colon == text.lastIndexOf(':')) {
            text = text.substring(0, colon);
        }
        return Ip.parse(text);
    }

    /** The members of a comma-separated list. */
    static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        for (String member : list.split(",", -1)) {
            members.add(member.strip());
        }
        return members;
    }

    /** The {@code for} parameter of each element of a {@code Forwarded} field; one without it is empty. */
    static List<String> nodes(String forwarded) {
        List<String> nodes = new ArrayList<>();
        for (String element : members(forwarded)) { // a quoted comma makes an entry that is no address
            nodes.add(parameter(element, "for="));
        }
        return nodes;
    }

    /** What the trusted proxy that met the client says of its scheme in {@code Forwarded}; empty if nothing. */
    static String scheme(String forwarded, Networks trusted) {
        String scheme = "";
        for (String element : members(forwarded).reversed()) {
            scheme = parameter(element, "proto=").toLowerCase(Locale.ROOT);
            byte[] address = address(parameter(element, "for="));
            if (address == null || !trusted.contains(address)) {
                return scheme;
            }
        }
        return scheme;
    }

    private static String parameter(String element, String name) {
        String value = "";
        for (String pair : element.split(";", -1)) {
            String text = pair.strip();
            if (text.regionMatches(true, 0, name, 0, name.length())) {
                value = text.substring(name.length()).replace("\"", "");
            }
        }
        return value;
    }
}
