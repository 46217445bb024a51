package io.telpher.cache.store.shared;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Incoming;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.cache.store.form.Corrupt;
import io.telpher.cache.store.form.StoredForm;
import io.telpher.cache.store.shared.ObjectEvents.What;
import io.telpher.core.Failure;
import io.telpher.core.SharedObjects;
import io.telpher.core.SharedObjects.Kept;
import io.telpher.core.SharedObjects.Room;
import io.telpher.core.Ticker;
import io.telpher.http.Fields;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in a room of objects that nodes share. Whoever has it asks the network: it is for what nearer stores do not have. What cannot
 * be reached has nothing and takes nothing, and is left alone for a second each time; purges that could not be told wait, and
 * until they are told nothing is used.
 */
public final class ObjectStore implements Store {
    /** What comes in and is not put yet takes so much together. */
    private static final long FILLS_BYTES_MAX = 64L << 20;
    /** So many times the largest response are brought from there at once. */
    private static final int FOUND_MAX = 4;

    private final SharedObjects objects;
    private final long bytesMax;
    private final int entryBytesMax;
    private final LongSupplier nowMillis;
    private final Supplier<String> ids;
    private final ObjectEvents events;
    private final Reach reach;
    private final PendingPurges purges;
    private final Learned learned = new Learned();
    private final AtomicReference<Room> last = new AtomicReference<>(new Room(0, 0, 0, 0, 0));
    private final AtomicLong filling = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong troubles = new AtomicLong();

    /**
     * A store in a room.
     *
     * @param bytesMax what the room takes
     * @param entryBytesMax how much one response takes at most
     * @param nowMillis the time by which entries are stored
     * @param ids gives an id that nobody has had, for each response that is put
     */
    public ObjectStore(
            SharedObjects objects,
            long bytesMax,
            int entryBytesMax,
            LongSupplier nowMillis,
            Ticker ticker,
            Supplier<String> ids,
            ObjectEvents events) {
        this.objects = objects;
        this.bytesMax = bytesMax;
        this.entryBytesMax = entryBytesMax;
        this.nowMillis = nowMillis;
        this.ids = ids;
        this.events = events;
        this.reach = new Reach(ticker, events);
        this.purges = new PendingPurges(objects, reach, this::seen);
    }

    @Override
    public Placement placement() {
        return Placement.LOOP; // threads park while they wait
    }

    int entryBytesMax() {
        return entryBytesMax;
    }

    // === asking ===

    private interface Question<T> {
        T ask() throws Failure, InterruptedException;
    }

    private <T> @Nullable T ask(Question<T> question) {
        try {
            if (purges.none() && reach.mayAsk()) {
                T answer = question.ask();
                reach.answered();
                return answer;
            }
        } catch (Failure failure) {
            failed(failure);
        } catch (InterruptedException e) {
            interrupted();
        }
        events.count(What.AWAY);
        return null;
    }

    private void failed(Failure failure) {
        troubles.incrementAndGet();
        reach.failed(String.valueOf(failure.getMessage()));
    }

    private void interrupted() {
        reach.gaveUp();
        Thread.currentThread().interrupt();
    }

    private void seen(Room room) {
        last.accumulateAndGet(room, (one, other) -> other.moment() >= one.moment() ? other : one);
    }

    // === reading ===

    @Override
    public List<Entry> find(CacheKey key) {
        return find(key, variant -> true);
    }

    @Override
    public List<Entry> peek(CacheKey key) {
        return List.of();
    }

    @Override
    public List<Entry> further(CacheKey key, Fields request) {
        return find(key, variant -> variant.answers(request));
    }

    private List<Entry> find(CacheKey key, Predicate<Variant> wanted) {
        long now = nowMillis.getAsLong(); // before: what took long on the way is older, not younger
        SharedObjects.Found found = ask(() -> objects.find(key(key)));
        if (found == null) {
            return List.of();
        }
        seen(found.room());
        List<Entry> all = new ArrayList<>(1);
        long left = (long) FOUND_MAX * entryBytesMax;
        for (Kept each : found.objects()) {
            ObjectHead head = head(each);
            if (head != null
                    && head.form().key().equals(key)
                    && wanted.test(head.form().meta().variant())
                    && head.length() <= left) {
                byte[] content = content(each, head);
                if (content != null) {
                    left -= content.length;
                    StoredMeta meta = Terms.here(head, each, found.room().nowMillis(), now);
                    all.add(new ObjectEntry(each.id(), head.form(), meta, content));
                }
            }
        }
        events.count(all.isEmpty() ? What.MISSED : What.FOUND);
        return all;
    }

    private static SharedObjects.Key key(CacheKey key) {
        return new SharedObjects.Key(key.uri(), key.more());
    }

    private @Nullable ObjectHead head(Kept kept) {
        try {
            return ObjectHead.decode(kept.head());
        } catch (Corrupt e) {
            damaged(kept);
            return null;
        }
    }

    private byte @Nullable [] content(Kept kept, ObjectHead head) {
        byte[] content = kept.content();
        if (content == null) {
            Optional<byte[]> asked = ask(() -> Optional.ofNullable(objects.content(kept.id())));
            content = asked == null ? null : asked.orElse(null);
        }
        if (content != null && !head.fits(content)) {
            damaged(kept);
            return null;
        }
        return content;
    }

    private void damaged(Kept kept) {
        events.count(What.DAMAGED);
        troubles.incrementAndGet();
        ask(() -> objects.remove(kept.id()));
    }

    // === writing ===

    @Override
    public long moment() {
        return last.get().moment();
    }

    @Override
    public @Nullable Fill begin(CacheKey key, Storable.Store what, long length, long moment) {
        return begin(Incoming.response(key, what, length, moment));
    }

    @Override
    public @Nullable Fill join(Entry entry, Storable.Store now, Ranges.Range part, long moment) {
        return begin(Incoming.part((ObjectEntry) entry, now, part, moment));
    }

    private @Nullable Fill begin(Incoming<ObjectEntry> coming) {
        Storable.Store what = coming.what();
        if (coming.moment() == 0
                || coming.length() > entryBytesMax
                || lease(what.meta()) <= 0
                || purges.since(coming.moment(), purge -> purge.means(coming.key(), what.labels()))
                || !reserve(ObjectFill.firstBytes(coming.length()))) {
            refused();
            return null;
        }
        return new ObjectFill(this, coming);
    }

    /** Takes so many bytes more for what comes in. @return false if that is too much */
    boolean reserve(long more) {
        if (filling.addAndGet(more) <= FILLS_BYTES_MAX || more <= 0) {
            return true;
        }
        filling.addAndGet(-more);
        return false;
    }

    private void refused() {
        refused.incrementAndGet();
        events.count(What.REFUSED);
    }

    boolean complete(Incoming<ObjectEntry> came, StoredMeta meta, Fields trailers, byte[] content) {
        Storable.Store what = came.what();
        StoredForm form = new StoredForm(came.key(), meta, what.fields(), trailers, what.labels());
        ObjectEntry onto = came.onto();
        SharedObjects.Draft draft = new SharedObjects.Draft(
                key(came.key()),
                Terms.slot(meta.variant()),
                ids.get(),
                facts(ObjectHead.of(form, nowMillis.getAsLong(), content)),
                content,
                came.moment(),
                onto == null ? null : onto.id());
        if (!done(() -> objects.put(draft))) {
            refused();
            return false;
        }
        stored.incrementAndGet();
        events.count(What.STORED);
        learned.note(came.key(), form.fields());
        return true;
    }

    private boolean done(Question<SharedObjects.Done> question) {
        SharedObjects.Done done = ask(question);
        if (done != null) {
            seen(done.room());
        }
        return done != null && done.count() > 0;
    }

    private SharedObjects.Facts facts(ObjectHead head) {
        return new SharedObjects.Facts(
                head.encode(),
                Terms.labels(head.form().labels()),
                lease(head.form().meta()));
    }

    private long lease(StoredMeta meta) {
        return Terms.leaseMillis(meta, nowMillis.getAsLong());
    }

    // === changing ===

    @Override
    public void update(Entry entry, Storable.Store now, long moment) {
        ObjectEntry known = (ObjectEntry) entry;
        update(known.id(), ObjectHead.of(known.form(), 0, known.parts()), now, moment);
    }

    private void update(String id, ObjectHead head, Storable.Store now, long moment) {
        StoredForm form = new StoredForm(
                head.form().key(), now.meta(), now.fields(), head.form().trailers(), now.labels());
        ObjectHead next = new ObjectHead(form, nowMillis.getAsLong(), head.length(), head.checksum());
        boolean purged = purges.since(moment, purge -> purge.means(head.form().key(), now.labels()));
        if (lease(now.meta()) > 0 && !purged) {
            done(() -> objects.update(id, facts(next), moment));
        }
    }

    /** Changes what is the same response as one that is stored elsewhere. */
    void update(CacheKey key, StoredMeta as, Storable.Store now, long moment) {
        each(key, meta -> Terms.same(meta, as), (id, head) -> update(id, head, now, moment));
    }

    @Override
    public void remove(Entry entry) {
        done(() -> objects.remove(((ObjectEntry) entry).id()));
    }

    /** Removes those of a key that are meant. */
    void remove(CacheKey key, Predicate<StoredMeta> meant) {
        each(key, meant, (id, head) -> done(() -> objects.remove(id)));
    }

    private interface Change {
        void to(String id, ObjectHead head);
    }

    private void each(CacheKey key, Predicate<StoredMeta> meant, Change change) {
        SharedObjects.Found found = ask(() -> objects.find(key(key)));
        for (Kept kept : found == null ? List.<Kept>of() : found.objects()) {
            ObjectHead head = head(kept);
            if (head != null
                    && head.form().key().equals(key)
                    && meant.test(head.form().meta())) {
                change.to(kept.id(), head);
            }
        }
    }

    // === what goes ===

    @Override
    public long purge(Purge what, long now) {
        try {
            return purges.add(what);
        } catch (Failure failure) {
            failed(failure);
        } catch (InterruptedException e) {
            interrupted();
        }
        return 0;
    }

    @Override
    public int purgesWaiting() {
        return purges.size();
    }

    @Override
    public void purgeWaiting() {
        try {
            purges.none();
        } catch (Failure failure) {
            failed(failure);
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        return learned.of(path);
    }

    /** What the room had when it was seen last. */
    @Override
    public StoreNumbers numbers() {
        Room room = last.get();
        return new StoreNumbers(
                room.objects(), room.bytes(), bytesMax, stored.get(), room.evicted(), refused.get(), troubles.get());
    }

    /** The room stays. */
    @Override
    public void close() {}
}
