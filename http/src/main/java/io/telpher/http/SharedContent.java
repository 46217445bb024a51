package io.telpher.http;

import io.telpher.core.Cell;
import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One body for many takers, each at its own pace, as it arrives. What the slowest has not taken is held, at most
 * {@code bytesMax}; when that is full, the source waits {@link #LAG_NANOS} for those who are behind, and then they are cut
 * off: nobody slow holds up the others for longer. When nobody takes it any more, the rest is not wanted.
 */
final class SharedContent implements Runnable {
    /** How long the others wait for who is behind. */
    static final long LAG_NANOS = 2_000_000_000L;

    private static final int BLOCK_BYTES = 16 * 1024;

    private final Body source;
    private final int bytesMax;
    private final Waiter waiter;
    private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
    private final List<Taker> takers = new ArrayList<>();
    private long firstBlock; // the number of the first that is held
    private int heldBytes;
    private boolean ended;
    private @Nullable Failure failure;
    private @Nullable Cell<Boolean> room; // the source waits here
    private boolean begun;

    SharedContent(Body source, int bytesMax, Waiter waiter) {
        this.source = source;
        this.bytesMax = bytesMax;
        this.waiter = waiter;
    }

    /** A body that is the whole of it. To be made before it runs. */
    synchronized Taker taker() {
        if (begun) {
            throw new IllegalStateException("the beginning may be gone");
        }
        Taker taker = new Taker();
        takers.add(taker);
        return taker;
    }

    // === the source's side ===

    @Override
    public void run() {
        synchronized (this) {
            begun = true;
        }
        try (InputStream in = source.stream()) {
            byte[] block = new byte[BLOCK_BYTES];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                byte[] exact = new byte[n];
                System.arraycopy(block, 0, exact, 0, n);
                if (!put(exact)) {
                    return; // nobody is left; closing discards the rest
                }
            }
            end(null);
        } catch (InterruptedException e) {
            end(new Failure(Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "the shared response was given up"));
        } catch (IOException e) {
            end(e.getCause() instanceof Failure known ? known : broken(e));
        } catch (RuntimeException e) {
            end(broken(e));
            throw e;
        }
    }

    private static Failure broken(Exception why) {
        return Failure.upstream(Failure.Kind.INCOMPLETE, false, "the shared response broke off: " + why.getMessage());
    }

    private boolean put(byte[] block) throws InterruptedException {
        Cell<Boolean> full;
        while ((full = add(block)) != null) {
            if (!waiter.await(full, LAG_NANOS)) {
                cutSlowest();
            }
        }
        synchronized (this) {
            return !takers.isEmpty();
        }
    }

    /** @return where to wait if there is no room */
    private @Nullable Cell<Boolean> add(byte[] block) {
        List<Cell<Boolean>> hungry;
        synchronized (this) {
            if (heldBytes > 0 && heldBytes + block.length > bytesMax && !takers.isEmpty()) {
                Cell<Boolean> full = new Cell<>();
                room = full;
                return full;
            }
            blocks.add(block);
            heldBytes += block.length;
            hungry = hungry();
        }
        hungry.forEach(cell -> cell.complete(true));
        return null;
    }

    private void end(@Nullable Failure why) {
        List<Cell<Boolean>> hungry;
        synchronized (this) {
            ended = true;
            failure = why;
            hungry = hungry();
        }
        hungry.forEach(cell -> cell.complete(true));
    }

    private void cutSlowest() {
        List<Taker> behind;
        List<Cell<Boolean>> hungry;
        synchronized (this) {
            behind = takers.stream().filter(taker -> taker.next == firstBlock).toList();
            takers.removeAll(behind);
            behind.forEach(taker -> taker.cut = true);
            hungry = hungry();
            trim();
        }
        hungry.forEach(cell -> cell.complete(true));
    }

    private List<Cell<Boolean>> hungry() {
        List<Cell<Boolean>> cells = new ArrayList<>(takers.size());
        for (Taker taker : takers) {
            Cell<Boolean> cell = taker.waiting;
            if (cell != null) {
                taker.waiting = null;
                cells.add(cell);
            }
        }
        return cells;
    }

    /** Lets go of what all have. @return where the source waits, if there is room now */
    private @Nullable Cell<Boolean> trim() {
        long slowest = Long.MAX_VALUE;
        for (Taker taker : takers) {
            slowest = Math.min(slowest, taker.next);
        }
        boolean any = false;
        while (begun && firstBlock < slowest && !blocks.isEmpty()) {
            heldBytes -= blocks.remove().length;
            firstBlock++;
            any = true;
        }
        Cell<Boolean> waits = any || takers.isEmpty() ? room : null;
        if (waits != null) {
            room = null;
        }
        return waits;
    }

    private static void wake(@Nullable Cell<Boolean> cell) {
        if (cell != null) {
            cell.complete(true);
        }
    }

    // === a taker's side ===

    /** One who takes it. */
    final class Taker extends InputStream implements Body {
        private final Ending ending = new Ending();
        private long next; // the number of the block that it takes next
        private boolean cut;
        private @Nullable Cell<Boolean> waiting;
        private byte[] current = {};
        private int at;

        private Taker() {}

        /** When it has all, or has gone. */
        Ending ending() {
            return ending;
        }

        @Override
        public long length() {
            return source.length();
        }

        @Override
        public InputStream stream() {
            return this;
        }

        @Override
        public void discard() {
            leave(Outcome.DONE);
        }

        @Override
        public void close() {
            leave(Outcome.DONE);
        }

        private void leave(Outcome how) {
            Cell<Boolean> source;
            synchronized (SharedContent.this) {
                takers.remove(this);
                source = trim();
            }
            wake(source);
            ending.complete(how);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == current.length && !take()) {
                return -1;
            }
            int n = Math.min(length, current.length - at);
            System.arraycopy(current, at, into, offset, n);
            at += n;
            return n;
        }

        private boolean take() throws IOException {
            while (true) {
                Cell<Boolean> cell = new Cell<>();
                Cell<Boolean> source = null;
                boolean taken = false;
                Failure broken = null;
                synchronized (SharedContent.this) {
                    if (cut) {
                        broken = tooSlow();
                    } else if (next - firstBlock < blocks.size()) {
                        current = block((int) (next - firstBlock));
                        at = 0;
                        next++;
                        source = trim();
                        taken = true;
                    } else if (ended) {
                        broken = failure;
                        cell = null;
                    } else {
                        waiting = cell;
                    }
                }
                wake(source);
                if (taken) {
                    return true;
                }
                if (broken != null) {
                    ending.complete(Outcome.failed(broken));
                    throw new IOException(broken.text(), broken);
                }
                if (cell == null) {
                    leave(Outcome.DONE);
                    return false;
                }
                await(cell);
            }
        }

        private void await(Cell<Boolean> cell) throws IOException {
            try {
                cell.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("cancelled");
            }
        }
    }

    private byte[] block(int index) {
        if (index == 0) {
            return blocks.getFirst();
        }
        if (index == blocks.size() - 1) {
            return blocks.getLast();
        }
        int i = 0;
        for (byte[] block : blocks) {
            if (i++ == index) {
                return block;
            }
        }
        throw new IllegalStateException("no block " + index);
    }

    private static Failure tooSlow() {
        return new Failure(
                Failure.Side.LOCAL, Failure.Kind.INCOMPLETE, false, "too far behind the others who share the response");
    }
}
