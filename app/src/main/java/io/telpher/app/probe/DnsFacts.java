package io.telpher.app.probe;

import io.telpher.core.Ip;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What a lookup gave. */
final class DnsFacts {
    private DnsFacts() {}

    static List<Fact> of(String host, List<InetAddress> addresses) {
        List<String> six = new ArrayList<>();
        List<String> four = new ArrayList<>();
        for (InetAddress address : addresses) {
            (address instanceof Inet6Address ? six : four).add(Ip.text(address));
        }
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.plain("name", host));
        facts.add(Fact.list("AAAA", six.isEmpty() ? List.of("none") : six, Mark.PLAIN));
        facts.add(Fact.list("A", four.isEmpty() ? List.of("none") : four, Mark.PLAIN));
        facts.add(Fact.plain("resolver", "the system's (hosts file included)"));
        return facts;
    }
}
