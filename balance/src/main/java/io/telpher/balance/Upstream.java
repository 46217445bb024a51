package io.telpher.balance;

import io.telpher.balance.algorithm.Balancer;
import io.telpher.balance.algorithm.Hash;
import io.telpher.balance.algorithm.Skip;
import io.telpher.balance.health.EndpointRegistry;
import io.telpher.balance.health.EndpointStatus;
import io.telpher.balance.health.Peers;
import io.telpher.balance.health.Seat;
import io.telpher.balance.health.Thinning;
import io.telpher.core.Component;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
import io.telpher.core.Tries;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Histogram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service that is served by several endpoints: it picks one for each call, and another if the first has certainly not
 * acted on it. Where a policy above makes the attempts, it has handed down its {@link Tries}: then each call is one attempt, at
 * an endpoint that was not tried as long as there is one.
 *
 * <p>Throws what the endpoint's service throws, and a {@link Failure} of kind {@code NO_ENDPOINT} if there is none. Calls
 * of a request that is not replayable are never sent twice.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Upstream<Q, R> implements Service<Q, R>, Component {
    /** How many endpoints a call is sent to at most. */
    public static final int ATTEMPTS_MAX = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private final UpstreamParts<Q, R> parts;
    private final EndpointRegistry registry;
    private final Ticker ticker;
    private final boolean keyed;
    private final Peers peers;
    private final Counter panics;
    private final Counter retries;
    private final Counter nobody;
    private final Histogram response;
    private volatile Roster<Q, R> roster;
    private @Nullable Subscription resolving;
    private boolean closed;

    /** An upstream that has no endpoints until it is started. */
    public Upstream(UpstreamParts<Q, R> parts, EndpointRegistry registry) {
        this.parts = parts;
        this.registry = registry;
        this.ticker = registry.timers();
        this.keyed = parts.balance().keyed();
        var metrics = registry.metrics();
        this.peers = registry.join(parts.name());
        this.panics = UpstreamMetrics.panics(metrics).with(parts.name());
        this.retries = UpstreamMetrics.retries(metrics).with(parts.name());
        this.nobody = UpstreamMetrics.nobody(metrics).with(parts.name());
        this.response = UpstreamMetrics.response(metrics).with(parts.name());
        this.roster = roster(List.of(), List.of());
    }

    /** Its name in the configuration. */
    public String name() {
        return parts.name();
    }

    @Override
    public void start() {
        peers.configure(this, parts.degradation(), parts.balance().algorithm().weighs());
        Subscription subscription = parts.resolver().follow(this::update);
        synchronized (this) {
            if (!closed) {
                resolving = subscription;
                return;
            }
        }
        subscription.close();
    }

    @Override
    public R call(Q request) throws Exception {
        long key = keyed ? parts.key().applyAsLong(request) : 0;
        Tries given = parts.traits().tries(request);
        Tries tries = given;
        Failure last = null;
        Roster<Q, R> now = roster;
        for (int attempt = 1; ; attempt++) {
            long started = ticker.nanos();
            boolean further = last != null || (given != null && !given.isEmpty());
            Skip skip = first(key, tries);
            int index = pick(now, key, started, skip);
            if (index == Balancer.NONE && given != null && further) {
                index = again(now, key, started, given);
            }
            if (index == Balancer.NONE && last == null) { // nobody serves, or nobody is there
                skip = Skip.NOBODY;
                index = anybody(now, key, started, given);
            }
            if (index == Balancer.NONE) {
                throw last == null ? none(now) : last;
            }
            Member<Q, R> member = now.members().get(index);
            if (!enter(member, skip)) { // the list or a door has changed since: begin again
                now = roster;
                attempt--;
                continue;
            }
            if (further) {
                retries.increment();
            }
            if (skip.reach() == Skip.Reach.EVERYBODY) {
                panics.increment();
            }
            if (given != null) {
                return attemptOne(request, member, started, given);
            }
            try {
                return attempt(request, member, started);
            } catch (Failure failure) {
                if (!failure.retryable()
                        || attempt == ATTEMPTS_MAX
                        || !parts.traits().replayable(request)) {
                    throw failure;
                }
                last = failure;
                tries = tries == null ? new Tries() : tries;
                if (failure.kind() != Failure.Kind.STALE) { // an old connection says nothing about its endpoint
                    tries.add(member.seat);
                }
            }
        }
    }

    /** All who serve were tried: another round among them, if whoever makes the attempts wants one. */
    private int again(Roster<Q, R> now, long key, long started, Tries given) throws Failure {
        if (given.onlyElsewhere()) {
            throw new Failure(
                    Failure.Side.LOCAL, Failure.Kind.NO_ENDPOINT, true, "all endpoints of " + name() + " were tried");
        }
        int index = pick(now, key, started, first(key, null));
        if (index != Balancer.NONE) {
            given.forget();
        }
        return index;
    }

    private static int anybody(Roster<?, ?> now, long key, long started, @Nullable Tries given) {
        if (given != null && !given.isEmpty()) {
            int index = now.balancer().pick(key, started, Skip.NOBODY.past(given));
            if (index != Balancer.NONE) {
                return index;
            }
            given.forget();
        }
        return now.balancer().pick(key, started, Skip.NOBODY);
    }

    /** The only attempt that is made here: a policy above makes the others, see {@link Tries}. */
    private R attemptOne(Q request, Member<Q, R> member, long started, Tries given) throws Exception {
        given.add(member.seat);
        try {
            R reply = attempt(request, member, started);
            if (parts.traits().failed(reply)) {
                given.others(others(given));
            }
            return reply;
        } catch (Failure failure) {
            given.others(others(given));
            throw failure;
        }
    }

    private boolean others(Tries tries) {
        for (Seated candidate : roster.candidates()) {
            if (!tries.contains(candidate.seat()) && !candidate.seat().refuses(Skip.DOWN)) {
                return true;
            }
        }
        return false;
    }

    private boolean enter(Member<Q, R> member, Skip skip) {
        if (!member.enter()) {
            return false;
        }
        if (member.seat.refuses(skip)) {
            member.leave();
            return false;
        }
        return true;
    }

    /** Whom an attempt may go to. */
    private Skip first(long key, @Nullable Tries tries) {
        Skip skip = Skip.DOWN;
        if (peers.panics()) {
            skip = Skip.NOBODY;
        } else if (parts.balance().hashes(key) && peers.thinning() != null) {
            skip = skip.of(key);
        }
        return tries == null || tries.isEmpty() ? skip : skip.past(tries);
    }

    /** Picks among those who serve, each within his part; if all have had theirs, without looking at parts. */
    private int pick(Roster<Q, R> now, long key, long started, Skip skip) {
        Thinning thinning = peers.thinning();
        if (thinning == null) {
            return now.balancer().pick(key, started, skip);
        }
        thinning.call();
        int index;
        do { // again if another thread has just had the last of the part
            index = now.balancer().pick(key, started, skip);
        } while (index != Balancer.NONE && !now.candidates().get(index).seat().take(skip));
        return index == Balancer.NONE && skip.reach() == Skip.Reach.PART
                ? now.balancer().pick(key, started, skip.reaching(Skip.Reach.SERVING))
                : index;
    }

    private Failure none(Roster<Q, R> now) {
        for (Seated candidate : now.candidates()) {
            if (!candidate.guard().admits()) {
                return Failure.refusal(
                        Failure.Kind.CIRCUIT_OPEN,
                        "the endpoints of upstream " + parts.name() + " have failed too often of late",
                        candidate.guard().waitNanos());
            }
        }
        nobody.increment();
        return Failure.upstream(
                Failure.Kind.NO_ENDPOINT, true, "upstream " + parts.name() + " has no endpoint that may be sent work");
    }

    /** Makes one attempt. The member has been entered; it is left when the exchange ends, or here if there is no reply. */
    private R attempt(Q request, Member<Q, R> member, long started) throws Exception {
        boolean replied = false;
        try {
            parts.beforeAttempt().accept(request, member.endpoint);
            R reply = member.service.call(request);
            replied = true;
            answered(reply, member, started);
            return reply;
        } catch (Failure failure) {
            if (failure.blamesPeer()) {
                failed(member, started, ticker.nanos());
            }
            throw failure;
        } finally {
            if (!replied) {
                member.leave();
            }
        }
    }

    private void answered(R reply, Member<Q, R> member, long started) {
        parts.traits().end(reply).whenDone(member.ended);
        long now = ticker.nanos();
        response.record(now - started);
        if (parts.traits().failed(reply)) {
            failed(member, started, now);
        } else if (parts.traits().tellsAtEnd(reply)) {
            parts.traits().end(reply).whenDone(outcome -> toldAtEnd(reply, member, now - started, outcome));
        } else {
            member.load.answered(now - started, now);
        }
    }

    /** What its end says counts by the time that its head took. */
    private void toldAtEnd(R reply, Member<Q, R> member, long tookNanos, Outcome outcome) {
        long now = ticker.nanos();
        if (outcome.failure() == null && parts.traits().failedAtEnd(reply)) {
            failed(member, now - tookNanos, now);
        } else {
            member.load.answered(tookNanos, now);
        }
    }

    private void failed(Member<Q, R> member, long started, long now) {
        peers.failed(member.seat, member.load.failed(now - started, now));
    }

    /** Takes a new list: whoever stays keeps its connections and its state. */
    private synchronized void update(List<Endpoint> endpoints) {
        if (closed) {
            return;
        }
        Roster<Q, R> before = roster;
        Map<String, Endpoint> distinct = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> distinct.putIfAbsent(endpoint.address(), endpoint));
        if (distinct.size() > Endpoints.MAX) {
            LOG.error("upstream {} has {} endpoints: {} are used", name(), distinct.size(), Endpoints.MAX);
        }
        List<Endpoint> listed = distinct.values().stream().limit(Endpoints.MAX).toList();
        if (listed.equals(before.candidates().stream().map(Seated::endpoint).toList())) {
            return;
        }
        boolean serving = peers.serving();
        List<Member<Q, R>> members = new ArrayList<>(listed.size());
        for (Endpoint endpoint : listed) {
            Member<Q, R> known = before.find(endpoint.address());
            if (known != null) {
                peers.weigh(known.seat, endpoint.weight());
            }
            members.add(known != null ? known : join(endpoint, serving));
        }
        roster = roster(members, listed);
        before.members().stream()
                .filter(member -> !distinct.containsKey(member.endpoint.address()))
                .forEach(Member::retire);
    }

    private Member<Q, R> join(Endpoint endpoint, boolean serving) {
        return new Member<>(
                endpoint, parts.services().apply(endpoint), registry.hold(name(), endpoint, parts.health(), serving));
    }

    private Roster<Q, R> roster(List<Member<Q, R>> members, List<Endpoint> endpoints) {
        List<Seated> candidates = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            Member<Q, R> member = members.get(i);
            candidates.add(new Seated(endpoints.get(i), member.seat, Guarded.of(member.service)));
        }
        long seed = Hash.of(name()) + ticker.nanos();
        return new Roster<>(
                List.copyOf(members), List.copyOf(candidates), parts.balance().over(candidates, seed));
    }

    /** How each endpoint is doing now; after those of the list come those that have left it and still finish. */
    public List<EndpointStatus> status() {
        Map<Seat, Integer> all = new LinkedHashMap<>();
        roster.candidates().forEach(candidate -> all.put(candidate.seat(), candidate.weight()));
        peers.seats().forEach(seat -> all.putIfAbsent(seat, seat.weight()));
        List<EndpointStatus> status = new ArrayList<>(all.size());
        all.forEach((seat, weight) -> status.add(peers.status(seat, weight)));
        return status;
    }

    /**
     * Has an endpoint drained, or takes it back, by the wish of an operator.
     *
     * @param away true if it is to get no new work, finish what it has and be gone
     * @return false if the list has no such endpoint
     */
    public boolean drain(String address, boolean away) {
        return peers.drain(address, away);
    }

    /** True if an endpoint is sent work. */
    public boolean available() {
        for (Seated candidate : roster.candidates()) {
            if (!candidate.seat().refuses(Skip.DOWN) && candidate.guard().admits()) {
                return true;
            }
        }
        return false;
    }

    /** True while so few endpoints serve that calls are sent to any of them. */
    public boolean panics() {
        return peers.panics();
    }

    /** Takes no more calls. Those in flight go on; the way to an endpoint is closed when its last one has ended. */
    @Override
    public void close() {
        Subscription subscription;
        List<Member<Q, R>> members;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            subscription = resolving;
            members = roster.members();
            roster = roster(List.of(), List.of());
        }
        if (subscription != null) {
            subscription.close();
        }
        members.forEach(Member::retire);
        peers.takeBack(this);
        registry.leave(name());
    }
}
