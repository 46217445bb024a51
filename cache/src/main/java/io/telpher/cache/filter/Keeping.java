package io.telpher.cache.filter;

import io.telpher.cache.filter.CacheEvents.Result;
import io.telpher.cache.filter.body.Bodies;
import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.filter.growth.Growths;
import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.CacheStatus;
import io.telpher.cache.rules.Content;
import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.cache.rules.Outcome;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Store;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.ContentRange;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.Method;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Has an origin's answer stored while it goes to whoever asked. */
final class Keeping {
    /** What is known to be no longer is brought in before anybody gets it. */
    private static final int WHOLE_BYTES_MAX = 64 * 1024;

    private final CacheSettings settings;
    private final Store store;
    private final Growths growths;
    private final Waiter waiter;
    private final Executor threads;
    private final CacheEvents events;

    Keeping(CacheSettings settings, Store store, Growths growths, Waiter waiter, Executor threads, CacheEvents events) {
        this.settings = settings;
        this.store = store;
        this.growths = growths;
        this.waiter = waiter;
        this.threads = threads;
        this.events = events;
    }

    /** What an answer that was asked for at a moment says of what is stored. */
    void change(List<Outcome.Change<Entry>> changes, long moment) {
        for (Outcome.Change<Entry> change : changes) {
            Storable.Store now = change.now();
            if (now == null) {
                store.remove(change.stored());
            } else {
                store.update(change.stored(), now, moment);
            }
        }
    }

    /** The client gets the origin's answer, and the store, if it may. */
    Fetched pass(Asked asked, Outcome.Pass<Entry> pass, Reason reason, Came came) throws IOException {
        HttpResponse response = came.response();
        boolean lasts = HttpTraits.INSTANCE.lasts(response);
        if (!(pass.storable() instanceof Storable.Store what) || lasts) {
            pass.gone().forEach(store::remove);
            events.stored(false);
            CacheStatus status = CacheStatus.forwarded(settings.name(), reason, 0, lasts ? null : pass.storable());
            return own(asked, response, status);
        }
        CacheKey key = key(asked, what.fields());
        for (Entry gone : pass.gone()) {
            boolean replaced = gone.key().equals(key)
                    && gone.meta().variant().equals(what.meta().variant());
            if (!replaced) {
                store.remove(gone);
            }
        }
        Fill fill = store.begin(key, what, response.body().length(), came.moment());
        events.stored(fill != null);
        CacheStatus status = status(reason, what, fill != null);
        long length = response.body().length();
        return length >= 0 && length <= WHOLE_BYTES_MAX && what.meta().complete()
                ? whole(asked, key, what, fill, response, status)
                : growing(asked, key, what, fill, response, status, came.moment());
    }

    private Fetched own(Asked asked, HttpResponse response, CacheStatus status) {
        return new Fetched.Own(asked.who(), response.withFields(status.addTo(response.fields())), Result.MISS);
    }

    private CacheStatus status(Reason reason, Storable.Store what, boolean stored) {
        CacheStatus status = CacheStatus.forwarded(settings.name(), reason, 0, what);
        return stored
                ? status
                : new CacheStatus(settings.name(), reason, 0, status.ttlSeconds(), false, false, null, null);
    }

    /** What an answer says of queries is in its own key already. */
    private CacheKey key(Asked asked, Fields fields) {
        HttpRequest request = asked.request();
        NoVarySearch rule = NoVarySearch.of(fields);
        if (request.method().equals(Method.QUERY)) {
            return asked.key();
        }
        KeyRules keys = settings.keys();
        return rule == null ? keys.key(request) : keys.key(request, rule);
    }

    private Fetched whole(
            Asked asked, CacheKey key, Storable.Store what, @Nullable Fill fill, HttpResponse head, CacheStatus status)
            throws IOException {
        try (Fill filling = fill) {
            Body body = head.body();
            byte[] bytes = body.readAll(WHOLE_BYTES_MAX + 1);
            if (bytes.length != body.length()) {
                throw new IOException("a body of " + body.length() + " bytes came as " + bytes.length);
            }
            Fields trailers = body.trailers();
            StoredMeta meta = what.meta().ended(bytes.length);
            if (filling != null && filling.append(bytes, 0, bytes.length)) {
                filling.complete(meta, trailers);
            }
            Entry entry = new Fresh(key, meta, what.fields(), bytes, trailers);
            return new Fetched.Shared(entry, asked.who(), head, null, status, Result.MISS);
        }
    }

    private Fetched growing(
            Asked asked,
            CacheKey key,
            Storable.Store what,
            @Nullable Fill fill,
            HttpResponse head,
            CacheStatus status,
            long moment) {
        boolean joinable = fill != null && what.meta().complete();
        Growth growth = new Growth(
                key,
                what.meta(),
                what.fields(),
                head.body(),
                fill,
                moment,
                settings.sharing().bytesMax(),
                waiter,
                joinable ? growths::remove : left -> {});
        if (fill != null && growth.starts()) {
            if (joinable) {
                growths.add(growth);
            }
            threads.execute(growth);
        }
        return new Fetched.Shared(growth, asked.who(), head, null, status, Result.MISS);
    }

    /** A part goes to the store, and to the client: as it is, or between what he wants of the parts that are stored. */
    Fetched join(Asked asked, Outcome.Join<Entry> join, Reason reason, Came came) {
        Storable.Store now = join.change().now();
        ContentRange part = join.part();
        Ranges.Range place = new Ranges.Range(part.first(), part.last());
        Fill fill = now == null ? null : store.join(join.stored(), now, place, came.moment());
        events.stored(fill != null);
        HttpResponse response = came.response();
        StoredMeta meta = now == null ? join.stored().meta() : now.meta();
        Fields fields = now == null ? join.stored().fields() : now.fields();
        Body coming = fill == null ? response.body() : grown(meta, fields, join, response.body(), fill, came.moment());
        Content content = join.content();
        int fetched = content instanceof Content.Whole ? 206 : 0;
        CacheStatus status = new CacheStatus(settings.name(), reason, fetched, null, fill != null, false, null, null);
        if (content == null) {
            HttpResponse own = response.withBody(coming);
            return new Fetched.Own(asked.who(), own.withFields(status.addTo(own.fields())), Result.MISS);
        }
        Ranges.Range wanted = content instanceof Content.Parts(List<Ranges.Range> parts)
                ? parts.getFirst()
                : new Ranges.Range(0, meta.size() - 1);
        Entry together = new Joined(join.stored().key(), meta, fields, body(join.stored(), wanted, place, coming));
        Answer<Entry> answer = new Answer<>(together, content, meta.initialAgeMillis(), false, null);
        return new Fetched.Own(asked.who(), Answers.of(asked.request(), answer, status), Result.MISS);
    }

    private Body grown(StoredMeta meta, Fields fields, Outcome.Join<Entry> join, Body source, Fill fill, long moment) {
        Growth growth = new Growth(
                join.stored().key(),
                meta,
                fields,
                source,
                fill,
                moment,
                settings.sharing().bytesMax(),
                waiter,
                left -> {});
        growth.starts();
        Body reader = growth.content();
        threads.execute(growth);
        growth.letGo();
        return reader;
    }

    private static Body body(Entry stored, Ranges.Range wanted, Ranges.Range place, Body coming) {
        Body before = place.first() == wanted.first()
                ? Body.empty()
                : stored.content(new Ranges.Range(wanted.first(), place.first() - 1));
        Body after = place.last() == wanted.last()
                ? Body.empty()
                : stored.content(new Ranges.Range(place.last() + 1, wanted.last()));
        return new Bodies(wanted.length(), List.of(before, coming, after));
    }
}
