package io.telpher.gateway.ratelimitservice;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.gateway.ratelimitservice.wire.Question.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a domain.
 *
 * @param domain its name, which proxies send
 * @param rules the limits
 */
record DomainConfig(String domain, List<Rule> rules) {

    /** The keys of a domain. */
    static final Mapping<DomainConfig> SHAPE = Mapping.of("domain", "The limits of a domain.", keys -> {
        Mapping.Key<String> domain = keys.required("domain", Shapes.text(), "Its name, which proxies send.");
        Mapping.Key<List<Rule>> limits = keys.required("limits", Shapes.list(Rule.SHAPE), "Its limits.");
        return values -> new DomainConfig(values.of(domain), values.of(limits));
    });

    /** Refuses two limits for the same. */
    DomainConfig {
        rules = List.copyOf(rules);
        Set<List<Rule.Part>> known = new HashSet<>();
        for (Rule rule : rules) {
            if (!known.add(rule.parts())) {
                throw new IllegalArgumentException("two limits for the descriptor " + rule.parts());
            }
        }
    }

    /** The limit for a descriptor with these entries, the most special one, or null. */
    @Nullable
    Rule rule(List<Entry> entries) {
        Rule found = null;
        for (Rule rule : rules) {
            if (rule.matches(entries) && (found == null || rule.before(found))) {
                found = rule;
            }
        }
        return found;
    }
}
