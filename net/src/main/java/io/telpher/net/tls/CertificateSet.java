package io.telpher.net.tls;

import io.telpher.net.tls.wire.HelloFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a listener, found by the name that the client asks for (SNI, RFC 6066 §3): exact, then wildcard,
 * then the first. A name may have one on an elliptic curve and one of RSA, for clients that know no other. Immutable but
 * for contexts that are made late. After {@link #release} its native contexts go when the last connection that began
 * with them ends.
 */
final class CertificateSet {
    private final ServedCertificates served;
    private final List<ServedContext> contexts = new ArrayList<>();
    private final Map<String, List<ServedContext>> byName = new HashMap<>();
    private final List<ServedContext> otherwise;

    /**
     * A set.
     *
     * @param before whose contexts are kept where nothing has changed, so that their sessions can be resumed; or null
     */
    CertificateSet(ServedCertificates served, List<String> protocols, @Nullable CertificateSet before)
            throws SSLException {
        this.served = served;
        Map<ServedIdentity, ServedContext> known = new HashMap<>();
        if (before != null) {
            before.contexts.forEach(context -> known.put(context.served(), context));
        }
        for (ServedIdentity identity : served.identities()) {
            ServedContext kept = known.remove(identity);
            ServedContext context = kept != null ? kept : new ServedContext(identity, protocols);
            contexts.add(context);
            identity.identity().names().hosts().forEach(name -> name(name, context));
        }
        otherwise = withTwins(contexts.getFirst());
        contexts.getFirst().context(); // what is wrong with all of them is told now
    }

    private void name(String name, ServedContext context) {
        List<ServedContext> same = byName.computeIfAbsent(name, _ -> new ArrayList<>(1));
        if (!same.isEmpty()
                && !same.getFirst().served().clients().equals(context.served().clients())) {
            throw new IllegalArgumentException(
                    "two certificates for " + name + " ask for different client certificates");
        }
        if (same.stream().noneMatch(other -> other.cheap() == context.cheap())) {
            same.add(context.cheap() ? 0 : same.size(), context);
        }
    }

    /** A context and those for the same name. */
    private List<ServedContext> withTwins(ServedContext first) {
        List<String> names = first.served().identity().names().hosts();
        List<ServedContext> twins = names.isEmpty() ? null : byName.get(names.getFirst());
        return twins != null && twins.contains(first) ? twins : List.of(first);
    }

    /** New connections cannot begin any more with what {@code after} has not taken over. */
    void release(@Nullable CertificateSet after) {
        Set<ServedContext> kept = after == null ? Set.of() : new HashSet<>(after.contexts);
        contexts.stream().filter(context -> !kept.contains(context)).forEach(ServedContext::release);
    }

    /** The only context, or null if what the client says decides. */
    @Nullable
    ServedContext only() {
        return contexts.size() == 1 && !served.refuseUnknown() ? contexts.getFirst() : null;
    }

    /** The context for a name in lower case, or null if it is refused; a null name is a client that named none. */
    @Nullable
    ServedContext forHello(@Nullable String name, HelloFacts hello) {
        List<ServedContext> found = find(name);
        if (found == null) {
            return null;
        }
        for (ServedContext context : found) {
            if (context.suits(hello)) {
                return context;
            }
        }
        return found.getFirst();
    }

    /** What clients are asked for under a name; for one that nobody has, what they are asked for under the first. */
    ClientPolicy policy(@Nullable String name) {
        List<ServedContext> found = find(name);
        return (found == null ? otherwise : found).getFirst().served().clients();
    }

    private @Nullable List<ServedContext> find(@Nullable String name) {
        List<ServedContext> found = name == null ? null : byName.get(name);
        if (found == null && name != null && name.indexOf('.') > 0) {
            found = byName.get("*" + name.substring(name.indexOf('.')));
        }
        return found != null ? found : served.refuseUnknown() ? null : otherwise;
    }

    void rotateTickets() {
        contexts.forEach(ServedContext::rotateTickets);
    }

    /** How many sessions its contexts have resumed, but for those that {@code after} has taken over. */
    long resumed(@Nullable CertificateSet after) {
        Set<ServedContext> kept = after == null ? Set.of() : new HashSet<>(after.contexts);
        return contexts.stream()
                .filter(context -> !kept.contains(context))
                .mapToLong(ServedContext::resumed)
                .sum();
    }
}
