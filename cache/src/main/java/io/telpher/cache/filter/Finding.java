package io.telpher.cache.filter;

import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.filter.growth.Growths;
import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Content;
import io.telpher.cache.rules.Deciding;
import io.telpher.cache.rules.Decision;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.Store;
import io.telpher.http.Body;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is for a request, and what the rules say of it. */
final class Finding {
    private final KeyRules keys;
    private final Store store;
    private final Growths growths;
    private final Deciding deciding;
    private final SteadyTime time;
    private final long waitNanos;

    Finding(CacheSettings settings, Store store, Growths growths, SteadyTime time) {
        this.keys = settings.keys();
        this.store = store;
        this.growths = growths;
        this.deciding = new Deciding(settings.policy());
        this.time = time;
        this.waitNanos = settings.sharing().waitNanos();
    }

    /** The key of a request, whose content must be in memory if it is a QUERY. */
    CacheKey key(HttpRequest request) throws java.io.IOException {
        if (request.method().equals(Method.QUERY)) {
            Body body = request.body();
            return keys.queryKey(request, body.readAll((int) body.length() + 1));
        }
        return plainKey(request);
    }

    /** The key of a GET or HEAD. */
    CacheKey plainKey(HttpRequest request) {
        CacheKey key = keys.key(request);
        NoVarySearch learned = store.learned(Learned.path(key));
        return learned == null ? key : keys.key(request, learned);
    }

    long moment(CacheKey key) {
        return store.moment(key);
    }

    /** {@link Store#settled} */
    long settled(CacheKey key) {
        return store.settled(key);
    }

    /** What is coming is looked for first: what ends meanwhile is stored then. */
    Found find(CacheKey key) {
        List<Entry> coming = List.of();
        List<Growth> parts = List.of();
        if (growths.size() > 0) {
            coming = new ArrayList<>(1);
            parts = new ArrayList<>(1);
            growths.find(key, store.moment(key), coming, parts);
        }
        return new Found(coming, parts, store.find(key));
    }

    /** What there is for a request further away than in this process. */
    Found further(Asked asked) {
        return new Found(
                List.of(), List.of(), store.further(asked.key(), asked.request().fields()));
    }

    /** What is done with a request for which there is this. */
    Decision<Entry> decide(HttpRequest request, List<Entry> stored) {
        return deciding.decide(time.millis(), request, stored);
    }

    /** What is done with the request. What is coming can answer and nothing else: nobody asks an origin about it. */
    Decision<Entry> decide(HttpRequest request, Found found) {
        Decision<Entry> decision = decideByWholes(request, found);
        if (!(decision instanceof Answer<Entry>)) {
            for (Growth part : found.parts()) {
                Answer<Entry> answer = answer(request, part, found.stored());
                if (answer != null) {
                    return answer;
                }
            }
        }
        return decision;
    }

    /** What a part that is coming answers, by itself or with those that are stored; or null. */
    private @Nullable Answer<Entry> answer(HttpRequest request, Growth part, List<Entry> stored) {
        List<Entry> all = new ArrayList<>(List.of(part));
        Held held = part.meta().held();
        if (held != null) {
            Ranges.Range place = held.ranges().getFirst();
            for (Entry each : stored) {
                StoredMeta joined = each.meta().joined(part.meta(), place);
                if (joined != null && each.meta().variant().answers(request.fields())) {
                    all.add(new Joined(each, part, place, joined));
                }
            }
        }
        for (Entry each : all) {
            if (decide(request, List.of(each)) instanceof Answer<Entry> answer
                    && !answer.stale()
                    && answer.behind() == null
                    && soon(part, answer)) {
                return answer;
            }
        }
        return null;
    }

    private Decision<Entry> decideByWholes(HttpRequest request, Found found) {
        Decision<Entry> decision = deciding.decide(time.millis(), request, found.all());
        boolean growing = switch (decision) {
            case Decision.Answer<Entry> answer ->
                answer.stored() instanceof Growth growth && (answer.behind() != null || !soon(growth, answer));
            case Decision.Validate<Entry> validate -> validate.stored() instanceof Growth;
            case Decision.Complete<Entry> complete -> complete.stored() instanceof Growth;
            case Decision.Forward<Entry> forward -> false;
            case Decision.Unavailable<Entry> none -> false;
        };
        return growing ? deciding.decide(time.millis(), request, found.stored()) : decision;
    }

    /** Nobody waits for longer until it comes to what he wants than for an answer: he may have leaped to the end of a film. */
    private boolean soon(Growth growth, Answer<Entry> answer) {
        return !(answer.content() instanceof Content.Parts(List<Ranges.Range> parts))
                || parts.stream().allMatch(each -> growth.comes(each.first(), waitNanos));
    }
}
