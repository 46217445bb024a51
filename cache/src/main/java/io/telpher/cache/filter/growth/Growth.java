package io.telpher.cache.filter.growth;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A response whose content comes in, for all who read it meanwhile, each at its own pace. What the store takes is read from there,
 * by whoever comes before its end. What it does not take, or not any more, is held for those who are there already, as a {@link
 * Window}: then the source waits for the slowest, for a bounded time, and stops when nobody is left.
 */
public final class Growth implements Entry, Runnable {
    /** How long the others wait for who is behind, where the store cannot hold what comes. */
    public static final long LAG_NANOS = 2_000_000_000L;

    /** Who reads so much meanwhile is waited for again: a megabit a second. */
    public static final int LAG_BYTES = 256 * 1024;

    private static final int BLOCK_BYTES = 16 * 1024;

    private final CacheKey key;
    private final StoredMeta meta;
    private final Fields fields;
    private final Body source;
    private final @Nullable Fill fill;
    private final long moment;
    private final Waiter waiter;
    private final Consumer<Growth> over;
    private final Window window;
    private final long base; // where the content that comes stands in the whole, if it is a part
    private final long length; // of what comes, as far as it is known
    private final Readers readers = new Readers();
    private final Pace pace;
    private long came;
    private long filled; // how many of those are in the fill
    private boolean refused;
    private boolean lost; // what no store holds has gone in part: nobody can begin to read
    private boolean started;
    private boolean running;
    private boolean ended;
    private @Nullable Failure failure;
    private Fields trailers = Fields.EMPTY;
    private @Nullable Cell<Boolean> room;
    private int holders = 1; // who made it, the one who runs it, and whoever holds or reads

    /**
     * Nothing has come yet.
     *
     * @param fill where it goes, or null if the store does not want it
     * @param moment when its origin was asked
     * @param windowBytesMax how much is held of what no store holds
     * @param over is told when nobody can join it any more
     */
    public Growth(
            CacheKey key,
            StoredMeta meta,
            Fields fields,
            Body source,
            @Nullable Fill fill,
            long moment,
            int windowBytesMax,
            Waiter waiter,
            Consumer<Growth> over) {
        this.key = key;
        this.meta = meta;
        this.fields = fields;
        this.source = source;
        this.fill = fill;
        this.moment = moment;
        this.waiter = waiter;
        this.over = over;
        this.pace = new Pace(waiter.ticker());
        this.window = new Window(windowBytesMax);
        Held held = meta.held();
        this.base = held == null ? 0 : held.ranges().getFirst().first();
        this.length = held == null ? source.length() : held.ranges().getFirst().length();
        this.refused = fill == null;
    }

    /** When its origin was asked. */
    long moment() {
        return moment;
    }

    /** Takes hold of it, if it can still be read from its beginning. */
    public synchronized boolean hold() {
        if (holders == 0 || (refused && started)) {
            return false;
        }
        holders++;
        return true;
    }

    @Override
    public void letGo() {
        Cell<Boolean> free;
        boolean last;
        synchronized (this) {
            last = --holders == 0;
            free = trimmed();
        }
        if (free != null) {
            free.complete(true);
        }
        if (!last) {
            return;
        }
        if (fill != null) {
            fill.close();
        }
        if (!started()) {
            source.discard();
        }
    }

    /** How much comes, or {@link Body#UNKNOWN}. */
    public long length() {
        return length;
    }

    /** True if a place in the whole is to be expected within a time, as things come. */
    public boolean comes(long place, long withinNanos) {
        return pace.brings(place - base, came(), withinNanos);
    }

    /** True if it is being brought in, or was. */
    public synchronized boolean started() {
        return started;
    }

    /** True for the one who is to {@link #run} it now. */
    public synchronized boolean starts() {
        if (started) {
            return false;
        }
        started = true;
        running = true;
        holders++;
        return true;
    }

    /** The body that comes in, for the one who asked if nobody shares it; null if it is being brought in. */
    public @Nullable Body alone() {
        if (!starts()) {
            return null;
        }
        letGo();
        return source;
    }

    // === the source's side ===

    /** Brings the content in, and returns at its end; for whoever {@link #starts}. */
    @Override
    public void run() {
        try (InputStream in = source.stream()) {
            byte[] block = new byte[BLOCK_BYTES];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (!take(block, n)) {
                    return; // nobody wants it; closing discards the rest
                }
            }
            end();
        } catch (InterruptedException e) {
            fail(new Failure(Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "the response was given up"));
        } catch (IOException e) {
            fail(e.getCause() instanceof Failure known ? known : broken(e));
        } catch (RuntimeException e) {
            fail(broken(e));
            throw e;
        } finally {
            over.accept(this);
            synchronized (this) {
                running = false;
            }
            letGo();
        }
    }

    private static Failure broken(Exception why) {
        return Failure.upstream(Failure.Kind.INCOMPLETE, false, "the response broke off: " + why.getMessage());
    }

    private boolean take(byte[] block, int n) throws InterruptedException {
        if (fill != null && !refusedAlready()) {
            if (fill.append(block, 0, n)) {
                synchronized (this) {
                    came += n;
                    filled = came;
                }
                wake();
                return true;
            }
            synchronized (this) {
                refused = true;
            }
            over.accept(this);
        }
        return pass(Arrays.copyOf(block, n));
    }

    private synchronized boolean refusedAlready() {
        return refused;
    }

    private boolean pass(byte[] block) throws InterruptedException {
        Cell<Boolean> full;
        while ((full = put(block)) != null) {
            if (!waiter.await(full, LAG_NANOS)) {
                cutSlowest().forEach(cell -> cell.complete(true));
            }
        }
        wake();
        return wanted();
    }

    private synchronized boolean wanted() {
        lost |= readers.isEmpty() && pending() == 0;
        return !lost || !readers.isEmpty();
    }

    /** How many hold it who may yet begin to read. */
    private int pending() {
        return lost ? 0 : holders - readers.size() - (running ? 1 : 0);
    }

    /** @return where to wait if there is no room */
    private synchronized @Nullable Cell<Boolean> put(byte[] block) {
        if ((!readers.isEmpty() || pending() > 0) && !window.fits(block.length)) {
            Cell<Boolean> full = new Cell<>();
            room = full;
            return full;
        }
        window.add(came, block);
        came += block.length;
        return null;
    }

    /** @return where those who were cut wait, if they do */
    private synchronized List<Cell<Boolean>> cutSlowest() {
        lost = true; // for whoever has not even begun
        List<Cell<Boolean>> cut = readers.cutSlowest(LAG_BYTES);
        window.trim(slowest());
        return cut;
    }

    private long slowest() {
        return pending() > 0 ? 0 : readers.slowest();
    }

    private void end() throws IOException {
        if (length >= 0 && came() != length) {
            throw new IOException("a body of " + length + " bytes came as " + came());
        }
        Fields last = source.trailers();
        if (fill != null && !refusedAlready()) {
            fill.complete(meta.size() < 0 ? meta.ended(came()) : meta, last); // a part's length is not the whole's
        }
        synchronized (this) {
            trailers = last;
            ended = true;
        }
        wake();
    }

    private synchronized long came() {
        return came;
    }

    private void fail(Failure why) {
        synchronized (this) {
            failure = why;
            ended = true;
        }
        wake();
    }

    private void wake() {
        List<Cell<Boolean>> cells;
        synchronized (this) {
            cells = readers.hungry();
        }
        cells.forEach(cell -> cell.complete(true));
    }

    // === the readers' side ===

    Piece next(GrowthReader reader, byte[] into, int offset, int length) {
        Cell<Boolean> free = null;
        Piece piece;
        synchronized (this) {
            if (reader.isCut()) {
                piece = Piece.TOO_SLOW;
            } else if (reader.at() < filled) {
                piece = new Piece.InFill((int) Math.min(length, filled - reader.at()));
            } else if (reader.at() < came) {
                int n = window.read(reader.at(), into, offset, length);
                reader.advance(n);
                free = trimmed();
                piece = new Piece.Some(n);
            } else if (ended) {
                piece = new Piece.End(failure);
            } else {
                piece = new Piece.Later(reader.wait(new Cell<>()));
            }
        }
        if (free != null) {
            free.complete(true);
        }
        return piece;
    }

    int fromFill(long position, byte[] into, int offset, int length) throws IOException {
        if (fill == null) {
            throw new IllegalStateException("there is no fill");
        }
        return fill.read(position, into, offset, length);
    }

    void moved(GrowthReader reader, int bytes) {
        synchronized (this) {
            reader.advance(bytes);
        }
    }

    /** The source's waiting place, if there is room now. */
    private @Nullable Cell<Boolean> trimmed() {
        boolean any = window.trim(slowest());
        lost |= any;
        Cell<Boolean> waits = any || (readers.isEmpty() && pending() == 0) ? room : null;
        if (waits != null) {
            room = null;
        }
        return waits;
    }

    void left(GrowthReader reader) {
        synchronized (this) {
            readers.remove(reader);
        }
        letGo();
    }

    private synchronized GrowthReader reader(long first, long length) {
        holders++; // the caller holds it
        GrowthReader reader = new GrowthReader(this, first, length);
        if (lost) {
            reader.cut();
        } else {
            readers.add(reader);
        }
        return reader;
    }

    // === as an entry ===

    @Override
    public CacheKey key() {
        return key;
    }

    @Override
    public StoredMeta meta() {
        return meta;
    }

    @Override
    public Fields fields() {
        return fields;
    }

    @Override
    public synchronized Fields trailers() {
        return trailers;
    }

    @Override
    public GrowthReader content() {
        return reader(0, length);
    }

    @Override
    public GrowthReader content(Ranges.Range part) {
        return reader(part.first() - base, part.length());
    }
}
