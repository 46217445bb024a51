package io.telpher.balance;

import io.telpher.balance.algorithm.Balancer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of an upstream at one moment, and who balances them: a pick is a place in {@code members}.
 *
 * @param members who they are
 * @param candidates the same as the balancer sees them
 * @param balancer chooses among them
 */
record Roster<Q, R>(List<Member<Q, R>> members, List<Seated> candidates, Balancer balancer) {

    /** The member of this address, or null. */
    @Nullable
    Member<Q, R> find(String address) {
        for (Member<Q, R> member : members) {
            if (member.endpoint.address().equals(address)) {
                return member;
            }
        }
        return null;
    }
}
