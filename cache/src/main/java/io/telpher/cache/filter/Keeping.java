package io.telpher.cache.filter;

import io.telpher.cache.filter.CacheEvents.Result;
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
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.Method;
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
        Growth growth = growth(key, what.meta(), what.fields(), head.body(), fill, moment);
        if (fill != null) {
            start(growth, true);
        }
        return new Fetched.Shared(growth, asked.who(), head, null, status, Result.MISS);
    }

    /**
     * A part goes to the store, and to all who want what it is or what it makes of the parts that are stored.
     *
     * @param found has what is stored
     */
    Fetched join(Asked asked, Found found, Outcome.Join<Entry> join, Reason reason, Came came) {
        Storable.Store now = join.now();
        Fill fill = store.join(join.stored(), now, join.place(), came.moment());
        events.stored(fill != null);
        HttpResponse response = came.response();
        Growth part = growth(
                join.stored().key(),
                join.part(),
                now.fields(),
                response.body(),
                fill == null ? null : new PartFill(fill, now.meta()),
                came.moment());
        start(part, fill != null);
        Content content = join.content();
        int fetched = content instanceof Content.Whole ? 206 : 0;
        CacheStatus status = new CacheStatus(settings.name(), reason, fetched, null, fill != null, false, null, null);
        if (content == null) {
            return new Fetched.Shared(part, asked.who(), response, null, status, Result.MISS);
        }
        Entry together = new Joined(found.keep(join.stored()), part, join.place(), now.meta());
        Answer<Entry> answer = new Answer<>(together, content, now.meta().initialAgeMillis(), false, null);
        return new Fetched.Shared(together, asked.who(), null, answer, status, Result.MISS);
    }

    /** What can be found while it comes, if the store takes it. */
    private Growth growth(CacheKey key, StoredMeta meta, Fields fields, Body source, @Nullable Fill fill, long moment) {
        return new Growth(
                key,
                meta,
                fields,
                source,
                fill,
                moment,
                settings.sharing().bytesMax(),
                waiter,
                fill == null ? left -> {} : growths::remove);
    }

    /** @param found true if whoever asks meanwhile can read along */
    private void start(Growth growth, boolean found) {
        if (growth.starts()) {
            if (found) {
                growths.add(growth);
            }
            threads.execute(growth);
        }
    }
}
