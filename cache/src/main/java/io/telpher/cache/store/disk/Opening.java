package io.telpher.cache.store.disk;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a store has of its folder: it is opened on a thread of its own, and anew where that failed or the folder has gone. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");
    private static final long AGAIN_MILLIS = 10_000;

    private final DiskConfig config;
    private final Load load;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile @Nullable Opened open;
    private volatile boolean closed;
    private Folder folder;
    private boolean busy;
    private long triedMillis;

    /** Finds out what is in a folder that this process has. */
    interface Load {
        /** Has it be found by {@link Opening#opened}. */
        void of(Folder folder) throws IOException;

        /** It could not be. */
        void failed(Exception why);
    }

    /** @throws IOException if there is no folder and it cannot be made, or it cannot be written to, or this process has it already */
    Opening(DiskConfig config, Load load) throws IOException {
        this.config = config;
        this.load = load;
        this.folder = Folder.of(config.path());
    }

    /** Null while there is nothing. */
    @Nullable
    Opened now() {
        return open;
    }

    boolean closed() {
        return closed;
    }

    /** Waits until it was tried. @return whether it is open */
    boolean ready() throws InterruptedException {
        tried.await();
        return open != null;
    }

    void start() {
        Folder first;
        synchronized (this) {
            busy = true;
            first = folder;
        }
        onThread(() -> open(first));
    }

    private static void onThread(Runnable task) {
        Thread.ofPlatform().daemon().name("cache-disk-open").start(task);
    }

    private void open(Folder taken) {
        try {
            if (!taken.tryLock()) {
                LOG.warn("another process has the cache in {}: nothing is cached there until it ends", config.path());
                taken.lock();
            }
            load.of(taken);
        } catch (IOException | RuntimeException e) {
            failed(taken, e);
        } finally {
            synchronized (this) {
                busy = false;
            }
            tried.countDown();
        }
    }

    private synchronized void failed(@Nullable Folder taken, Exception why) {
        triedMillis = config.nowMillis().getAsLong();
        if (taken != null) {
            taken.close();
        }
        if (!closed) {
            load.failed(why);
        }
    }

    /** Has it be found. */
    synchronized void opened(Opened now) {
        open = now;
        if (closed) {
            close();
        }
    }

    /** Tries it anew, if it failed a while ago. */
    void again() {
        synchronized (this) {
            long since = config.nowMillis().getAsLong() - triedMillis;
            if (busy || closed || open != null || (since >= 0 && since < AGAIN_MILLIS)) {
                return;
            }
            busy = true;
        }
        onThread(this::anew);
    }

    private void anew() {
        Folder taken;
        try {
            taken = Folder.of(config.path());
        } catch (IOException e) {
            failed(null, e);
            synchronized (this) {
                busy = false;
            }
            return;
        }
        synchronized (this) {
            folder = taken;
            if (closed) {
                taken.close();
            }
        }
        open(taken);
    }

    /**
     * A file was not there. If the folder is not either, or is another one by that name, nothing is found any more, and it begins anew.
     *
     * @return whether it does
     */
    boolean missed(Opened was) {
        synchronized (this) {
            if (open != was) {
                return true;
            }
            if (folder.isThere()) {
                return false;
            }
            open = null;
            folder.close();
            triedMillis = config.nowMillis().getAsLong() - AGAIN_MILLIS;
        }
        was.log().segments.close();
        LOG.warn("the cache in {} has gone, and begins anew", config.path());
        again();
        return true;
    }

    synchronized void close() {
        closed = true;
        Opened now = open;
        open = null;
        folder.close();
        if (now != null) {
            now.log().segments.close();
        }
    }
}
