package io.telpher.app.reload;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import io.telpher.core.Component;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchEvent.Kind;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when one of some files may have changed: at once where one comes into its folder or leaves it, as by renaming over it,
 * and by a look each second where it is written in its place, or the kernel tells nothing (network file systems, a folder that
 * was moved). Asking the kernel to tell of writing would wake us for every line of a log that stands in the same folder.
 * Changes that come within some milliseconds of each other are told once.
 */
public final class FileWatch implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final long QUIET_NANOS = 20_000_000L;
    private static final int QUIET_ROUNDS = 25;
    private static final long LOOK_NANOS = 1_000_000_000L;

    private static final Kind<?>[] COMING_AND_GOING = {ENTRY_CREATE, ENTRY_DELETE};
    private static final Kind<?>[] WITH_WRITING = {ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY};

    private final Supplier<List<Path>> files;
    private final Runnable changed;
    private final Timers timers;
    private final Waiter waiter;
    private final Map<WatchKey, Set<String>> watched = new HashMap<>();
    private @Nullable WatchService service;
    private @Nullable Subscription look;
    private volatile List<String> stamps = List.of();
    private boolean closed;

    /**
     * A watch that has not started.
     *
     * @param files which ones; asked again after each change, because what they name may change with them
     * @param changed is told, on a thread of its own that it may block; called too often rather than too rarely
     */
    public FileWatch(Supplier<List<Path>> files, Runnable changed, Timers timers) {
        this.files = files;
        this.changed = changed;
        this.timers = timers;
        this.waiter = new Waiter(timers);
    }

    @Override
    public void start() {
        stamps = Steps.stamps(files.get());
        try {
            WatchService made = FileSystems.getDefault().newWatchService();
            service = made;
            watch(made);
            Thread.ofVirtual().name("file-watch").start(() -> listen(made));
        } catch (IOException e) {
            LOG.warn("changed files are seen within a second only: {}", e.toString());
        }
        lookLater();
    }

    /** Watches the folders that matter now, and no others. */
    private void watch(WatchService by) {
        Map<WatchKey, Set<String>> before = Map.copyOf(watched);
        watched.clear();
        Steps.of(files.get()).forEach((folder, names) -> {
            try {
                watched.put(folder.register(by, Steps.wholeFolder(names) ? WITH_WRITING : COMING_AND_GOING), names);
            } catch (IOException e) { // gone meanwhile, or too many are watched: a look each second remains
                LOG.debug("{} is not watched: {}", folder, e.toString());
            }
        });
        before.keySet().stream().filter(key -> !watched.containsKey(key)).forEach(WatchKey::cancel);
    }

    private void listen(WatchService by) {
        try {
            while (true) {
                boolean ours = matters(by.take());
                for (int rounds = 0; rounds < QUIET_ROUNDS; rounds++) { // until nothing has come for a while
                    waiter.sleep(ours ? QUIET_NANOS : 0);
                    WatchKey more = by.poll();
                    if (more == null) {
                        break;
                    }
                    ours |= matters(more);
                }
                if (ours) {
                    tell(Steps.stamps(files.get()));
                    watch(by);
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("files are watched no more");
        }
    }

    private boolean matters(WatchKey key) {
        boolean ours = false;
        Set<String> names = watched.getOrDefault(key, Set.of());
        for (WatchEvent<?> event : key.pollEvents()) {
            ours |= event.kind() == OVERFLOW || Steps.matters(names, String.valueOf(event.context()));
        }
        return !key.reset() || ours; // a folder that is gone
    }

    private synchronized void lookLater() {
        if (!closed) {
            look = timers.after(
                    LOOK_NANOS, () -> Thread.ofVirtual().name("file-look").start(this::look));
        }
    }

    private void look() {
        List<String> now = Steps.stamps(files.get());
        if (!now.equals(stamps)) {
            tell(now);
        }
        lookLater();
    }

    /** What is found is noted before it is told: what changes meanwhile is seen by the next look. */
    private void tell(List<String> found) {
        stamps = found;
        changed.run();
    }

    @Override
    public void close() {
        WatchService open;
        synchronized (this) {
            closed = true;
            open = service;
            if (look != null) {
                look.close();
            }
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("the watch did not close well: {}", e.toString());
            }
        }
    }
}
