package io.telpher.balance;

import io.telpher.core.Component;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
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
 * acted on it.
 *
 * <p>Throws what the endpoint's service throws, and a {@link Failure} of kind {@code NO_ENDPOINT} if there is none. Calls
 * of a request that is not replayable are never sent twice.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Upstream<Q, R> implements Service<Q, R>, Component {
    /** How many endpoints a call is sent to at most. */
    public static final int ATTEMPTS_MAX = 1 + Skip.TRIED_MAX;

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private final UpstreamParts<Q, R> parts;
    private final EndpointRegistry registry;
    private final Ticker ticker;
    private final boolean keyed;
    private final Panic panic;
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
        this.panic = new Panic(parts.name(), EndpointMetrics.panics(metrics).with(parts.name()));
        this.retries = EndpointMetrics.retries(metrics).with(parts.name());
        this.nobody = EndpointMetrics.nobody(metrics).with(parts.name());
        this.response = EndpointMetrics.response(metrics).with(parts.name());
        this.roster = roster(List.of(), List.of());
    }

    /** Its name in the configuration. */
    public String name() {
        return parts.name();
    }

    @Override
    public void start() {
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
        Skip skip = Skip.DOWN;
        Failure last = null;
        Roster<Q, R> now = roster;
        for (int attempt = 1; ; attempt++) {
            long started = ticker.nanos();
            int index = now.balancer().pick(key, started, skip);
            if (index == Balancer.NONE && last == null) {
                skip = Skip.NOBODY;
                index = anybody(now, key, started);
            } else if (skip.down()) {
                panic.over();
            }
            if (index == Balancer.NONE) {
                throw last == null ? none() : last;
            }
            Member<Q, R> member = now.members().get(index);
            if (!member.enter()) { // the list has changed since: begin again with the new one
                now = roster;
                skip = Skip.DOWN;
                attempt--;
                continue;
            }
            if (last != null) {
                retries.increment();
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
                if (failure.kind() != Failure.Kind.STALE) { // an old connection says nothing about its endpoint
                    skip = skip.tried(index);
                }
            }
        }
    }

    /** Nobody is healthy, or nobody is there. */
    private int anybody(Roster<Q, R> now, long key, long nowNanos) {
        int index = now.balancer().pick(key, nowNanos, Skip.NOBODY);
        if (index != Balancer.NONE) {
            panic.call();
        }
        return index;
    }

    private Failure none() {
        nobody.increment();
        return Failure.upstream(Failure.Kind.NO_ENDPOINT, true, "upstream " + parts.name() + " has no endpoint");
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
            if (counts(failure)) {
                long now = ticker.nanos();
                member.load.failed(now - started, now);
            }
            throw failure;
        } finally {
            if (!replied) {
                member.leave();
            }
        }
    }

    /** Whether a failure is the endpoint's. */
    private static boolean counts(Failure failure) {
        return failure.side() == Failure.Side.UPSTREAM
                && failure.kind() != Failure.Kind.CANCELLED
                && failure.kind() != Failure.Kind.STALE;
    }

    private void answered(R reply, Member<Q, R> member, long started) {
        parts.traits().end(reply).whenDone(member.ended);
        long now = ticker.nanos();
        response.record(now - started);
        if (parts.traits().failed(reply)) {
            member.load.failed(now - started, now);
        } else {
            member.load.answered(now - started, now);
        }
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
        if (listed.equals(before.candidates().stream().map(Candidate::endpoint).toList())) {
            return;
        }
        List<Member<Q, R>> members = new ArrayList<>(listed.size());
        for (Endpoint endpoint : listed) {
            Member<Q, R> known = before.find(endpoint.address());
            members.add(known != null ? known : join(endpoint));
        }
        roster = roster(members, listed);
        before.members().stream()
                .filter(member -> !distinct.containsKey(member.endpoint.address()))
                .forEach(Member::retire);
    }

    private Member<Q, R> join(Endpoint endpoint) {
        return new Member<>(
                endpoint, parts.services().apply(endpoint), registry.hold(name(), endpoint, parts.health()));
    }

    private Roster<Q, R> roster(List<Member<Q, R>> members, List<Endpoint> endpoints) {
        List<Candidate> candidates = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            candidates.add(new Candidate(endpoints.get(i), members.get(i).load, members.get(i).health));
        }
        long seed = Hash.of(name()) + ticker.nanos();
        return new Roster<>(
                List.copyOf(members), List.copyOf(candidates), parts.balance().over(candidates, seed));
    }

    /** How each endpoint is doing now. */
    public List<EndpointStatus> status() {
        long now = ticker.nanos();
        return roster.candidates().stream()
                .map(candidate -> new EndpointStatus(
                        candidate.endpoint().address(),
                        candidate.weight(),
                        candidate.healthy(),
                        candidate.health().detail(),
                        candidate.inFlight(),
                        Math.round(candidate.load().responseNanos(now))))
                .toList();
    }

    /** True if an endpoint is well. */
    public boolean available() {
        for (Candidate candidate : roster.candidates()) {
            if (candidate.healthy()) {
                return true;
            }
        }
        return false;
    }

    /** True while no endpoint is healthy and calls are sent nevertheless. */
    public boolean panics() {
        return panic.on();
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
    }
}
