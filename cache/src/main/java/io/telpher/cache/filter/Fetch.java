package io.telpher.cache.filter;

import io.telpher.cache.filter.CacheEvents.Result;
import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.CacheStatus;
import io.telpher.cache.rules.Content;
import io.telpher.cache.rules.Deciding;
import io.telpher.cache.rules.Decision;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Complete;
import io.telpher.cache.rules.Decision.Forward;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.cache.rules.Decision.Validate;
import io.telpher.cache.rules.Outcome;
import io.telpher.cache.rules.Reply;
import io.telpher.cache.rules.Updating;
import io.telpher.cache.store.Entry;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Problem;
import io.telpher.http.RequestDeadline;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks an origin as the rules say, and does with its answer what they say. */
final class Fetch {
    private final CacheSettings settings;
    private final Finding finding;
    private final Keeping keeping;
    private final SteadyTime time;
    private final Updating updating;

    Fetch(CacheSettings settings, Finding finding, Keeping keeping, SteadyTime time) {
        this.settings = settings;
        this.finding = finding;
        this.keeping = keeping;
        this.time = time;
        this.updating = new Updating(settings.policy());
    }

    /** The answer that is kept further away than in this process, or null. What needs validating there may have been brought here. */
    @Nullable
    Fetched further(Asked asked) {
        try (Found found = finding.further(asked)) {
            return finding.decide(asked.request(), found) instanceof Answer<Entry> answer && answer.behind() == null
                    ? there(asked, found, answer)
                    : null;
        }
    }

    /** Looks once more, since another may have fetched it meanwhile, and asks. */
    Fetched call(Asked asked, Service<HttpRequest, HttpResponse> next) throws Exception {
        try (Found found = finding.find(asked.key())) {
            return call(asked, found, finding.decide(asked.request(), found), next);
        }
    }

    /** Asks, by a decision that was made already. */
    Fetched call(Asked asked, Found found, Decision<Entry> decision, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        return switch (decision) {
            case Answer<Entry> answer -> {
                Validate<Entry> behind = answer.behind();
                yield asked.behind() && behind != null
                        ? validate(asked, found, behind, next)
                        : there(asked, found, answer);
            }
            case Validate<Entry> validate -> validate(asked, found, validate, next);
            case Complete<Entry> complete -> complete(asked, found, complete, next);
            case Forward<Entry> forward -> forward(asked, found, forward.reason(), next);
            case Decision.Unavailable<Entry> none -> new Fetched.Own(asked.who(), unavailable(), Result.UNAVAILABLE);
        };
    }

    /** It is no cache's answer, so that it has no {@code Cache-Status} (RFC 9211 §2). */
    static HttpResponse unavailable() {
        return Problem.of(504, "proxy_internal_response", "It is not in the cache, and nothing else was wanted.");
    }

    private Fetched there(Asked asked, Found found, Answer<Entry> answer) {
        Entry held = found.keep(answer.stored());
        CacheStatus status = CacheStatus.hit(settings.name(), answer);
        return new Fetched.Shared(held, asked.who(), null, of(held, answer), status, Result.HIT);
    }

    private static Answer<Entry> of(Entry entry, Answer<Entry> answer) {
        return new Answer<>(entry, answer.content(), answer.ageMillis(), answer.stale(), null);
    }

    /** What is done with the answer to a POST that says that a GET would get it. */
    Fetched posted(Asked asked, HttpResponse response, long sentMillis) throws IOException {
        long length = response.body().length();
        Reply reply = new Reply(response.status(), response.fields(), length, sentMillis, time.millis());
        Outcome<Entry> outcome = updating.forwarded(asked.request(), List.of(), reply);
        if (outcome instanceof Outcome.Pass<Entry> pass) {
            return keeping.pass(asked, pass, Reason.METHOD, new Came(response, reply, finding.moment(asked.key())));
        }
        throw new IllegalStateException("a POST's answer is no part of anything");
    }

    /** What is done with what another node has fetched. */
    Fetched received(Asked asked, HttpResponse response, long millis) throws IOException {
        long then = Math.min(millis, time.millis());
        long length = response.body().length();
        Reply reply = new Reply(response.status(), response.fields(), length, then, then);
        try (Found found = finding.find(asked.key())) {
            Outcome<Entry> outcome = updating.forwarded(asked.request(), found.stored(), reply);
            Came came = Came.at(asked.moment(), asked.settled(), response, reply);
            Fetched fetched = switch (outcome) {
                case Outcome.Pass<Entry> pass -> keeping.pass(asked, pass, Reason.URI_MISS, came);
                case Outcome.Join<Entry> join -> keeping.join(asked, found, join, Reason.PARTIAL, came);
                default -> throw new IOException("not a response by itself");
            };
            return fetched.collapsed(time.millis());
        }
    }

    // === asking ===

    private Fetched forward(Asked asked, Found found, Reason reason, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        HttpRequest request = asked.request();
        Came came = ask(asked.key(), request, next);
        if (request.method().equals(Method.HEAD)) {
            keeping.change(updating.head(request, found.stored(), came.reply()), came.moment());
        }
        return outcome(asked, found, updating.forwarded(request, found.stored(), came.reply()), reason, came, next);
    }

    private Fetched validate(
            Asked asked, Found found, Validate<Entry> validate, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        HttpRequest request = asked.request();
        Came came;
        try {
            came = ask(asked.key(), request.withFields(validate.fields()), next);
        } catch (Failure failure) {
            Outcome<Entry> stale = updating.failed(time.millis(), request, validate);
            if (stale == null) {
                throw failure;
            }
            return outcome(asked, found, stale, validate.reason(), null, next);
        }
        if (request.method().equals(Method.HEAD)) {
            keeping.change(updating.head(request, found.stored(), came.reply()), came.moment());
        }
        Outcome<Entry> outcome = updating.validated(time.millis(), request, validate, found.stored(), came.reply());
        return outcome(asked, found, outcome, validate.reason(), came, next);
    }

    private Fetched complete(
            Asked asked, Found found, Complete<Entry> complete, Service<HttpRequest, HttpResponse> next)
            throws Exception {
        Came came = ask(asked.key(), asked.request().withFields(complete.fields()), next);
        Outcome<Entry> outcome = updating.completed(asked.request(), complete, found.stored(), came.reply());
        return outcome(asked, found, outcome, Reason.PARTIAL, came, next);
    }

    private Came ask(CacheKey key, HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        long moment = finding.moment(key);
        long settled = finding.settled(key);
        long sent = time.millis();
        HttpResponse response = next.call(settings.keys().sent(RequestDeadline.withheld(request)));
        long length = response.body().length();
        Reply reply = new Reply(response.status(), response.fields(), length, sent, time.millis());
        return Came.at(moment, settled, response, reply);
    }

    // === what it means ===

    private Fetched outcome(
            Asked asked,
            Found found,
            Outcome<Entry> outcome,
            Reason reason,
            @Nullable Came came,
            Service<HttpRequest, HttpResponse> next)
            throws Exception {
        if (came == null) {
            if (outcome instanceof Outcome.ServeStale<Entry>(Answer<Entry> answer)) {
                return stale(asked, found, answer);
            }
            return again(asked, reason, next);
        }
        return switch (outcome) {
            case Outcome.Pass<Entry> pass -> keeping.pass(asked, pass, reason, came);
            case Outcome.Use<Entry> use -> {
                came.response().body().discard();
                keeping.change(use.changes(), came.moment());
                Content content = Deciding.content(asked.request(), use.meta());
                yield content == null ? again(asked, reason, next) : confirmed(asked, found, use, content, reason);
            }
            case Outcome.ServeStale<Entry>(Answer<Entry> answer) -> {
                came.response().body().discard();
                yield stale(asked, found, answer);
            }
            case Outcome.Join<Entry> join -> keeping.join(asked, found, join, reason, came);
            case Outcome.Again<Entry> again -> {
                came.response().body().discard();
                yield again(asked, reason, next);
            }
        };
    }

    /** The request goes to the origin as it came. */
    private Fetched again(Asked asked, Reason reason, Service<HttpRequest, HttpResponse> next) throws Exception {
        Came came = ask(asked.key(), asked.request(), next);
        try (Found found = finding.find(asked.key())) {
            Outcome<Entry> outcome = updating.forwarded(asked.request(), found.stored(), came.reply());
            return outcome(asked, found, outcome, reason, came, next);
        }
    }

    private Fetched confirmed(Asked asked, Found found, Outcome.Use<Entry> use, Content content, Reason reason) {
        Entry held = found.keep(use.stored());
        Entry mine = new Changed(held, use.meta(), use.fields());
        Entry others = mine;
        for (Outcome.Change<Entry> change : use.changes()) {
            if (change.stored() == use.stored() && change.now() != null) {
                others = new Changed(held, change.now().meta(), change.now().fields());
            }
        }
        long ttl = Math.floorDiv(use.meta().remainingMillis(time.millis()), 1_000);
        CacheStatus status = new CacheStatus(settings.name(), reason, 304, ttl, true, false, null, null);
        Answer<Entry> answer = new Answer<>(mine, content, use.meta().ageMillis(time.millis()), false, null);
        return new Fetched.Shared(others, asked.who(), null, answer, status, Result.VALIDATED);
    }

    /** What is stale is served to whom no time is left to wait for an origin, if it may be served when there is no answer; else null. */
    @Nullable
    Fetched late(Asked asked, Found found, Decision<Entry> decision) {
        return decision instanceof Validate<Entry> validate
                        && updating.failed(time.millis(), asked.request(), validate)
                                instanceof Outcome.ServeStale<Entry>(Answer<Entry> answer)
                ? stale(asked, found, answer)
                : null;
    }

    private Fetched stale(Asked asked, Found found, Answer<Entry> answer) {
        Entry held = found.keep(answer.stored());
        CacheStatus status = CacheStatus.hit(settings.name(), answer);
        return new Fetched.Shared(held, asked.who(), null, of(held, answer), status, Result.STALE);
    }
}
