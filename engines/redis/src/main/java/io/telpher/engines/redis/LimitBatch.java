package io.telpher.engines.redis;

import io.telpher.core.Failure;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Several checks at once: sent to all servers in the same moment, the binding ones of each server as one group. */
final class LimitBatch {
    private final List<Check> checks;
    private final RedisLimiter limiter;
    private final LimitLanes lanes;
    private final Leases leases;
    private final @Nullable Decision[] decisions;
    private final boolean[] leased;

    /** Where the answer of a check is: checks of the same limit and key are one there, of their sum. */
    private record Place(Sent sent, int ask) {}

    /** A group on its way, and whose answer it has been found to be. */
    private static final class Sent {
        private final String shard;
        private final Check example;
        private final List<LimitAsk> asks = new ArrayList<>();
        private List<LimitGroup> answers = List.of();

        private Sent(String shard, Check example) {
            this.shard = shard;
            this.example = example;
        }

        private boolean taken() {
            return !answers.isEmpty() && answers.stream().allMatch(LimitGroup::taken);
        }

        private Decision decision(int ask) {
            return answers.size() == 1
                    ? answers.getFirst().decision(ask)
                    : answers.get(ask).decision(0);
        }
    }

    LimitBatch(List<Check> checks, RedisLimiter limiter, LimitLanes lanes, Leases leases) {
        this.checks = checks;
        this.limiter = limiter;
        this.lanes = lanes;
        this.leases = leases;
        this.decisions = new Decision[checks.size()];
        this.leased = new boolean[checks.size()];
    }

    List<Decision> check() throws Failure, InterruptedException {
        Map<Integer, Place> places = new HashMap<>();
        List<Sent> all = new ArrayList<>();
        try {
            plan(places, all);
            send(all);
        } catch (Failure | InterruptedException e) {
            giveBack(all, _ -> true);
            throw e;
        }
        places.forEach((check, place) -> decisions[check] = place.sent.decision(place.ask));
        if (refused()) {
            giveBack(all, Check::binding);
        }
        return List.copyOf(Arrays.asList(decisions));
    }

    /** Of what was taken that of some checks: a group has binding ones only, or one that is not. */
    private void giveBack(List<Sent> all, Predicate<Check> which) {
        for (int i = 0; i < decisions.length; i++) {
            if (leased[i] && which.test(checks.get(i))) {
                leases.putBack(checks.get(i));
            }
        }
        for (Sent sent : all) {
            if (sent.taken() && which.test(sent.example)) {
                giveBack(sent);
            }
        }
    }

    private void plan(Map<Integer, Place> places, List<Sent> all) throws Failure, InterruptedException {
        Map<String, Sent> together = new LinkedHashMap<>();
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            decisions[i] = leases.take(check);
            if (decisions[i] != null) {
                leased[i] = decisions[i].allowed();
                continue;
            }
            LimitAsk ask = limiter.ask(check);
            String shard = lanes.shard(ask.key());
            Sent sent = check.binding() ? together.get(shard) : null;
            if (sent == null) {
                sent = new Sent(shard, check);
                all.add(sent);
                if (check.binding()) {
                    together.put(shard, sent);
                }
            }
            places.put(i, new Place(sent, add(sent.asks, ask)));
        }
    }

    private static int add(List<LimitAsk> asks, LimitAsk ask) {
        for (int i = 0; i < asks.size(); i++) {
            LimitAsk known = asks.get(i);
            if (Arrays.equals(known.key(), ask.key())) {
                asks.set(i, known.with(known.cost() + ask.cost()));
                return i;
            }
        }
        asks.add(ask);
        return asks.size() - 1;
    }

    private void send(List<Sent> all) throws Failure, InterruptedException {
        List<LimitGroup> groups = new ArrayList<>(all.size());
        for (Sent sent : all) {
            LimitGroup group = new LimitGroup(sent.asks);
            groups.add(group);
            lanes.submit(sent.shard, group);
        }
        Failure trouble = null;
        for (int i = 0; i < groups.size(); i++) {
            try {
                all.get(i).answers = lanes.await(all.get(i).shard, groups.get(i));
            } catch (Failure failure) { // the others' answers say what is to be given back
                trouble = failure;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    private boolean refused() {
        for (int i = 0; i < decisions.length; i++) {
            Decision decision = decisions[i];
            if (checks.get(i).binding() && decision != null && !decision.allowed()) {
                return true;
            }
        }
        return false;
    }

    private void giveBack(Sent sent) {
        for (LimitGroup answer : sent.answers) {
            double then = answer.value().nowMicros();
            for (LimitAsk ask : answer.asks()) {
                if (ask.cost() > 0) {
                    lanes.submit(sent.shard, new LimitGroup(List.of(ask.givenBack(then))));
                }
            }
        }
    }
}
