package io.telpher.cache.filter;

import io.telpher.cache.filter.CacheEvents.Result;
import io.telpher.cache.filter.growth.Growths;
import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.purge.Changes;
import io.telpher.cache.rules.CacheStatus;
import io.telpher.cache.rules.Deciding;
import io.telpher.cache.rules.Decision;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Forward;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.cache.rules.Invalidation;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.Method;
import io.telpher.http.Placement;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Answers from a store where the rules allow it, and stores what origins answer. What many ask for together is fetched once, and
 * goes to all of them as it comes.
 */
public final class CacheFilter implements HttpFilter, HttpGate {
    private static final int TURNS = 3;
    private static final int BEHIND_MAX = 1_000;
    private static final FieldName EXPIRES = FieldName.of("expires");
    private static final FieldNames RANGES = FieldNames.of(FieldName.RANGE, FieldName.IF_RANGE);

    /** Fields of clients that nobody on the way writes. */
    private static final Set<FieldName> CLIENTS_OWN = Set.of(
            FieldName.ACCEPT_ENCODING,
            FieldName.of("accept"),
            FieldName.of("accept-language"),
            FieldName.of("accept-charset"),
            FieldName.of("origin"),
            FieldName.of("user-agent"));

    private final CacheSettings settings;
    private final Store store;
    private final Executor threads;
    private final SteadyTime time;
    private final CacheEvents events;
    private final Changes changes;
    private final Finding finding;
    private final Fetch fetch;
    private final Flights flights;
    private final boolean early; // whether keys can be made of what the client sent
    private final Set<String> behind = ConcurrentHashMap.newKeySet();

    /**
     * A cache.
     *
     * @param nodes by what it fetches together with other nodes, or null
     * @param threads starts a (virtual) thread for each task
     * @param changes who is told what requests change
     */
    public CacheFilter(
            CacheSettings settings,
            Store store,
            @Nullable Nodes nodes,
            Waiter waiter,
            Executor threads,
            SteadyTime time,
            CacheEvents events,
            Changes changes) {
        this.settings = settings;
        this.store = store;
        this.threads = threads;
        this.time = time;
        this.events = events;
        this.changes = changes;
        this.early = CLIENTS_OWN.containsAll(settings.keys().fields());
        Growths growths = new Growths();
        this.finding = new Finding(settings, store, growths, time);
        Keeping keeping = new Keeping(settings, store, growths, waiter, threads, events);
        this.fetch = new Fetch(settings, finding, keeping, time);
        this.flights = new Flights(
                settings,
                new FetchTraits(new Deciding(settings.policy()), time),
                waiter,
                threads,
                fetch,
                nodes,
                changes);
    }

    @Override
    public Placement placement() {
        return store.placement();
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        Method method = request.method();
        if (method.equals(Method.QUERY)) {
            return query(request, next);
        }
        if (request.fields().contains(FieldName.UPGRADE)) {
            return passed(request, next.call(request), Reason.BYPASS);
        }
        if (method.equals(Method.GET) || method.equals(Method.HEAD)) {
            return answer(request, finding.plainKey(request), next);
        }
        return other(request, next);
    }

    /**
     * Answers what is fresh and at hand, on the event loop. It sees what the client sent, and not what filters outside of this one
     * make of it: so it leaves alone what is told apart by fields that they may write.
     */
    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        Method method = head.method();
        boolean reads = method.equals(Method.GET) || method.equals(Method.HEAD);
        if (!early || !reads || head.fields().contains(FieldName.UPGRADE)) {
            return Verdict.admit();
        }
        CacheKey key = finding.plainKey(head);
        List<Entry> stored = store.peek(key);
        if (stored.isEmpty()) {
            return Verdict.admit();
        }
        try {
            return finding.decide(head, stored) instanceof Answer<Entry> answer
                            && answer.behind() == null
                            && CLIENTS_OWN.containsAll(
                                    answer.stored().meta().variant().names())
                    ? new Verdict.Answer<>(hit(head, key, answer))
                    : Verdict.admit();
        } finally {
            for (int i = 0; i < stored.size(); i++) {
                stored.get(i).letGo();
            }
        }
    }

    private HttpResponse query(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        Body body = request.body();
        if (body.length() < 0 || body.length() > settings.queryBytesMax()) {
            return passed(request, next.call(request), Reason.BYPASS);
        }
        HttpRequest read = request.withBody(Body.of(body.readAll(settings.queryBytesMax() + 1)));
        return answer(read, finding.key(read), next);
    }

    private HttpResponse answer(HttpRequest request, CacheKey key, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        boolean alone = false;
        for (int turn = 1; ; turn++) {
            try (Found found = finding.find(key)) {
                Decision<Entry> decision = finding.decide(request, found);
                if (decision instanceof Answer<Entry> answer) {
                    return hit(request, key, found, answer, next);
                }
                long moment = finding.moment(key);
                long settled = finding.settled(key);
                String name = Flights.name(key, request, found, moment, settled);
                found.onlyStored();
                if (decision instanceof Forward<Entry>(Reason reason) && reason == Reason.BYPASS) {
                    return passed(request, next.call(request), reason);
                }
                Asked asked = new Asked(request, key, name, moment, settled, false);
                boolean shares = !alone && turn < TURNS && flights.mayShare(asked, decision);
                Fetched fetched = fetched(asked, found, decision, shares, next);
                HttpResponse response = response(asked, fetched);
                if (response != null) {
                    return response;
                }
                alone = !(fetched instanceof Fetched.Nothing(boolean again)) || !again;
            }
        }
    }

    private Fetched fetched(
            Asked asked, Found found, Decision<Entry> decision, boolean shares, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        Fetched fetched;
        try {
            fetched = shares
                    ? flights.call(asked, each -> fetch.call(each, next))
                    : flights.noted(asked, alone(asked, found, decision, next));
        } catch (InterruptedException | Failure ended) {
            Fetched stale = flights.late(asked) ? fetch.late(asked, found, decision) : null;
            if (stale == null) {
                throw ended;
            }
            fetched = stale;
        }
        if (fetched instanceof Fetched.Shared shared && shared.result() == Result.STALE && flights.late(asked)) {
            asked.request().exchange().unlimit(); // it is at hand, and takes as long as it is sent
        }
        return fetched;
    }

    private Fetched alone(Asked asked, Found found, Decision<Entry> decision, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        Fetched further = fetch.further(asked);
        return further == null ? fetch.call(asked, found, decision, next) : further;
    }

    /** Null if what was fetched is nothing for this one. */
    private @Nullable HttpResponse response(Asked asked, Fetched fetched) {
        switch (flights.forOne(asked, fetched)) {
            case Fetched.Ready ready -> {
                answered(asked.request(), ready.result());
                if (ready.result() != Result.MISS && ready.result() != Result.STALE) {
                    events.saved(
                            asked.key(), Math.max(0, ready.response().body().length()), 0);
                }
                return telling(ready.response(), ready.meta());
            }
            case Fetched.Own own -> {
                answered(asked.request(), own.result());
                return own.response();
            }
            case Fetched.Shared shared -> throw new IllegalStateException("nobody's: " + shared);
            case Fetched.Nothing nothing -> {
                return null;
            }
        }
    }

    private HttpResponse hit(
            HttpRequest request,
            CacheKey key,
            Found found,
            Answer<Entry> answer,
            Service<HttpRequest, HttpResponse> next) {
        if (answer.behind() != null) {
            validateBehind(request, key, found, next);
        }
        return hit(request, key, answer);
    }

    private HttpResponse hit(HttpRequest request, CacheKey key, Answer<Entry> answer) {
        HttpResponse response = Answers.of(request, answer, CacheStatus.hit(settings.name(), answer));
        answered(request, answer.stale() ? Result.STALE : Result.HIT);
        events.saved(key, Math.max(0, response.body().length()), answer.ageMillis());
        return telling(response, answer.stored().meta());
    }

    private void answered(HttpRequest request, Result result) {
        request.exchange().cache(result.word());
        events.answered(result);
    }

    /** What is told of a response that does not say for how long it is fresh, and is because the operator says so. */
    private HttpResponse telling(HttpResponse response, StoredMeta meta) {
        String told = settings.cacheControl();
        boolean assumed = meta.status() == 200 && meta.is(StoredMeta.HEURISTIC) && meta.lifetimeMillis() > 0;
        boolean silent = told != null
                && assumed
                && !response.fields().contains(FieldName.CACHE_CONTROL)
                && !response.fields().contains(EXPIRES);
        return silent && told != null ? response.with(FieldName.CACHE_CONTROL, told) : response;
    }

    /** Asks the origin while the client has its answer already. One at a time asks about the same. */
    private void validateBehind(
            HttpRequest request, CacheKey key, Found found, Service<HttpRequest, HttpResponse> next) {
        HttpRequest all = request.withFields(request.fields().without(RANGES));
        fetchBehind(all.method().equals(Method.HEAD) ? all.withMethod(Method.GET) : all, key, found, next);
    }

    private void fetchBehind(HttpRequest request, CacheKey key, Found found, Service<HttpRequest, HttpResponse> next) {
        long moment = finding.moment(key);
        long settled = finding.settled(key);
        String name = Flights.name(key, request, found, moment, settled);
        if (behind.size() >= BEHIND_MAX || !behind.add(name)) {
            return;
        }
        Asked asked = new Asked(HttpTraits.INSTANCE.detached(request), key, name, moment, settled, true);
        threads.execute(() -> {
            try {
                Fetched fetched = flights.call(asked, each -> fetch.call(each, next));
                fetched.discard();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                events.behindFailed(e);
            } finally {
                behind.remove(name);
            }
        });
    }

    // === what changes something, and what is none of a cache's business ===

    private HttpResponse other(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        long sent = time.millis();
        HttpResponse response = next.call(request);
        try {
            invalidate(Invalidation.of(settings.keys(), request, response.status(), response.fields()));
        } catch (InterruptedException gone) {
            response.body().discard();
            throw gone;
        }
        if (settings.writeThrough() && WriteThrough.wrote(request, response)) {
            readBehind(request, next);
        }
        if (!request.method().equals(Method.POST) || !response.fields().contains(FieldName.CONTENT_LOCATION)) {
            return passed(request, response, Reason.METHOD);
        }
        return post(request, response, sent);
    }

    /** Has the store hold what was written, before anybody asks for it. */
    private void readBehind(HttpRequest write, Service<HttpRequest, HttpResponse> next) {
        HttpRequest read =
                WriteThrough.reading(write, CLIENTS_OWN, settings.keys().fields());
        CacheKey key = finding.plainKey(read);
        try (Found found = finding.find(key)) {
            fetchBehind(read, key, found, next);
        }
    }

    private void invalidate(Invalidation wrong) throws InterruptedException {
        Set<Purge> all = new LinkedHashSet<>();
        for (String uri : wrong.uris()) {
            all.add(Purge.uri(uri));
            NoVarySearch learned = store.learned(Learned.path(uri));
            if (learned != null) {
                all.add(Purge.uri(KeyRules.uri(uri, learned)));
            }
        }
        wrong.groups().forEach(group -> all.add(Purge.group(group)));
        if (!all.isEmpty()) {
            changes.changed(all, () -> all.forEach(each -> store.purge(each, time.millis())));
        }
    }

    /** A POST's answer may be what a GET would get. */
    private HttpResponse post(HttpRequest request, HttpResponse response, long sent) throws IOException {
        Asked asked = new Asked(request, settings.keys().key(request), "", 0, 0, false);
        HttpResponse got = response(asked, fetch.posted(asked, response, sent));
        if (got == null) {
            throw new IllegalStateException("the one who asked gets something");
        }
        return got;
    }

    private HttpResponse passed(HttpRequest request, HttpResponse response, Reason reason) {
        answered(request, Result.PASSED);
        CacheStatus status = CacheStatus.forwarded(settings.name(), reason, 0, null);
        return response.withFields(status.addTo(response.fields()));
    }
}
