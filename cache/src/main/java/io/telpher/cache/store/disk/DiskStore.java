package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.Incoming;
import io.telpher.cache.store.Learned;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Purges;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.core.Subscription;
import io.telpher.http.Fields;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in files, which outlives the process. While it is opened, or waits for a folder that another process has, it has nothing
 * and takes nothing. See the README beside this for the format and for what it withstands.
 */
public final class DiskStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");
    /** Each has a block in memory. */
    private static final int FILLS_MAX = 1_024;

    private final DiskConfig config;
    private final Opening opening;
    private final Purges purges = new Purges();
    private final Learned learned = new Learned();
    private final Publishing publishing = new Publishing(this, purges, learned);
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong troubles = new AtomicLong();
    private final AtomicInteger fills = new AtomicInteger();
    private final AtomicInteger cleaning = new AtomicInteger();
    private final List<Predicate<CacheKey>> wanted = new CopyOnWriteArrayList<>();
    private volatile long bytesMax;
    private volatile long entryBytesMax;

    private DiskStore(DiskConfig config) throws IOException {
        this.config = config;
        this.opening = new Opening(config, new Loading());
        this.bytesMax = config.bytesMax();
        this.entryBytesMax = config.entryBytesMax();
    }

    /**
     * Begins to open a folder, on a thread of its own.
     *
     * @throws IOException if there is none and it cannot be made, or it cannot be written to, or this process has it already
     */
    public static DiskStore of(DiskConfig config) throws IOException {
        DiskStore store = new DiskStore(config);
        store.opening.start();
        return store;
    }

    /** Waits until what the folder holds is known. @return false if it cannot be for now */
    public boolean ready() throws InterruptedException {
        return opening.ready();
    }

    private final class Loading implements Opening.Load {
        @Override
        public void of(Folder folder) throws IOException {
            load(folder);
        }

        @Override
        public void failed(Exception why) {
            long count = troubles.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                LOG.warn("nothing is cached in {} until it can be opened: {}", config.path(), why.toString());
            }
        }
    }

    private void load(Folder folder) throws IOException {
        folder.identify(config.random().nextLong());
        Log log = new Log(
                new Segments(folder, config.bytesMax()),
                new Hash(folder.id()),
                config.nowMillis().getAsLong());
        try {
            load(folder, log);
        } catch (IOException | RuntimeException e) {
            log.segments.close();
            throw e;
        }
    }

    private void load(Folder folder, Log log) throws IOException {
        lastId.accumulateAndGet(new Loader(log, config.entriesMax()).load(folder), Math::max);
        QueryFile.open(folder, learned, e -> trouble("noting", e));
        Noted noted = new Noted(folder);
        Noted.Pending pending = noted.pending();
        if (pending != null) {
            new Sweep(log, pending.purge(), pending.nowMillis()).run();
            noted.clear();
        }
        Cleaner cleaner = new Cleaner(log, wanted);
        cleaner.clean();
        publishing.open(new Opened(log, cleaner, noted), this::opened);
    }

    private synchronized void opened(Opened now) {
        LOG.info(
                "the cache in {} has {} entries", config.path(), now.log().spots.count());
        now.log().segments.resize(bytesMax);
        opening.opened(now);
    }

    /** Has what somebody else has use for stay, though it is not looked for here; until it is closed. */
    public Subscription keep(Predicate<CacheKey> others) {
        wanted.add(others);
        return () -> wanted.remove(others);
    }

    /** Has it take more or less room from now on. */
    public synchronized void resize(long bytes, long entryBytes) {
        bytesMax = bytes;
        entryBytesMax = entryBytes;
        Opened now = opening.now();
        if (now != null) {
            now.log().segments.resize(bytes);
            wakeCleaner();
        }
    }

    @Override
    public Placement placement() {
        return Placement.WORKER;
    }

    // === reading ===

    @Override
    public List<Entry> find(CacheKey key) {
        Opened now = opening.now();
        if (now == null) {
            return List.of();
        }
        Log log = now.log();
        List<Spot> spots = log.spots.find(log.hash().of(key.uri()), log.hash().more(key.more()));
        if (spots.isEmpty()) {
            return List.of();
        }
        List<Entry> found = new ArrayList<>(spots.size());
        for (Spot spot : spots) {
            DiskEntry entry = entry(log, spot, key);
            if (entry != null) {
                Same.add(entry, found, this::remove);
            }
        }
        return found;
    }

    @Nullable
    DiskEntry entry(Log log, Spot spot, CacheKey key) {
        Segment segment = log.held(spot);
        if (segment == null) {
            return null;
        }
        try {
            Found read = log.read(spot, segment);
            if (!read.head().key().equals(key)) {
                return null;
            }
            StoredMeta meta = publishing.meta(read.head(), spot, segment);
            if (meta == null) {
                return null;
            }
            List<Segment> held = log.held(read.head());
            if (held == null) {
                log.remove(spot); // some of its content went with its segment
                return null;
            }
            return new DiskEntry(this, read, meta, held);
        } catch (IOException e) {
            broken(spot, e);
            return null;
        } finally {
            segment.letGo();
        }
    }

    /** What cannot be read is not found any more. If only its reader was interrupted, nothing is wrong with it. */
    void broken(Spot spot, IOException why) {
        Opened now = opening.now();
        if (now == null || opening.closed() || why instanceof ClosedByInterruptException) {
            return;
        }
        Spot there = now.log().spots.of(spot.uriHash(), spot.more(), spot.id());
        if (there != null && there.place() == spot.place()) {
            trouble("reading", why);
            now.log().remove(spot);
        }
    }

    void trouble(String doing, IOException why) {
        if (opening.closed() || why instanceof ClosedByInterruptException || why instanceof DiskFill.NoRoom) {
            return;
        }
        long count = troubles.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.warn("trouble {} the cache in {} ({} so far): {}", doing, config.path(), count, why.toString());
        }
        Opened now = opening.now();
        if (now == null || !doing.equals("writing") || (why instanceof NoSuchFileException && opening.missed(now))) {
            return;
        }
        now.log().segments.shrink();
        wakeCleaner();
    }

    @Override
    public List<Entry> peek(CacheKey key) {
        return List.of();
    }

    /** How many entries of a key there seem to be. Looks into memory only, and does not count as finding them. */
    public int count(CacheKey key) {
        Opened now = opening.now();
        return now == null ? 0 : now.count(key);
    }

    /** True if an entry is still what is found. */
    public boolean still(DiskEntry entry) {
        Opened now = opening.now();
        Spot spot = entry.spot();
        Spot there = now == null ? null : now.log().spots.of(spot.uriHash(), spot.more(), spot.id());
        return there != null && there.place() == spot.place() && there.stale() == spot.stale();
    }

    /** Where what takes long is done. */
    public Executor background() {
        return config.background();
    }

    // === writing ===

    @Override
    public long moment() {
        return purges.moment();
    }

    @Override
    public long moment(CacheKey key) {
        return purges.moment(key);
    }

    @Override
    public @Nullable Fill begin(CacheKey key, Storable.Store what, long length, long moment) {
        return begin(Incoming.response(key, what, length, moment), lastId.incrementAndGet());
    }

    @Override
    public @Nullable Fill join(Entry entry, Storable.Store now, Ranges.Range part, long moment) {
        DiskEntry onto = (DiskEntry) entry;
        return begin(Incoming.part(onto, now, part, moment), onto.head().id());
    }

    private @Nullable Fill begin(Incoming<DiskEntry> coming, long id) {
        if (opening.now() == null) {
            opening.again();
            refused.incrementAndGet();
            return null;
        }
        if (coming.length() > entryBytesMax
                || purges.since(coming.moment(), coming.key(), coming.what().labels())
                || fills.incrementAndGet() > FILLS_MAX) {
            refused.incrementAndGet();
            return null;
        }
        return new DiskFill(this, id, coming);
    }

    void closed(DiskFill fill) {
        fills.decrementAndGet();
    }

    long entryBytesMax() {
        return entryBytesMax;
    }

    /** Room that its caller lets go, or null. */
    Segments.@Nullable Room room(int bytes) throws IOException {
        Opened now = opening.now();
        if (now == null) {
            return null;
        }
        makeRoom(now, bytes + 4_096);
        return now.log().segments.reserve(bytes);
    }

    /** Sees to it that there is room; the cleaner mostly has. */
    private void makeRoom(Opened now, int bytes) {
        if (now.log().segments.low()) {
            wakeCleaner();
        }
        while (!now.log().segments.fits(bytes) || now.log().spots.count() >= config.entriesMax()) {
            if (!now.cleaner().makeRoom()) {
                return;
            }
        }
    }

    private void wakeCleaner() {
        Opened now = opening.now();
        if (now != null && cleaning.compareAndSet(0, 1)) {
            config.background().execute(() -> {
                cleaning.set(0);
                now.cleaner().clean();
            });
        }
    }

    boolean complete(DiskFill fill, StoredMeta meta, Fields trailers) {
        Opened now = opening.now();
        if (now == null) {
            return false;
        }
        makeRoom(now, HeadCodec.BYTES_MAX + Run.STRIDE_BYTES);
        boolean done = publishing.complete(now.log(), fill, meta, trailers);
        (done ? stored : refused).incrementAndGet();
        return done;
    }

    @Override
    public void update(Entry entry, Storable.Store to, long moment) {
        Opened now = opening.now();
        if (now != null) {
            makeRoom(now, HeadCodec.BYTES_MAX);
            publishing.update(now.log(), (DiskEntry) entry, to, moment);
        }
    }

    // === what goes ===

    @Override
    public void remove(Entry entry) {
        Opened now = opening.now();
        if (now != null) {
            now.log().remove(((DiskEntry) entry).spot());
        }
    }

    @Override
    public long purge(Purge what, long nowMillis) {
        return publishing.purge(opening::now, what, nowMillis);
    }

    @Override
    public @Nullable NoVarySearch learned(String path) {
        return learned.of(path);
    }

    @Override
    public StoreNumbers numbers() {
        Opened now = opening.now();
        return new StoreNumbers(
                now == null ? 0 : now.log().spots.count(),
                now == null ? 0 : now.log().segments.used(),
                bytesMax,
                stored.get(),
                now == null ? 0 : now.cleaner().evicted(),
                refused.get(),
                troubles.get());
    }

    @Override
    public void close() {
        opening.close();
    }
}
