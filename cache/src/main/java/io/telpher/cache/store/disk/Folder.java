package io.telpher.cache.store.disk;

import io.telpher.cache.store.disk.FileHead.Kind;
import io.telpher.cache.store.form.Corrupt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a store: one process at a time has it. Files that are not the cache's own are left alone, whatever they are
 * called.
 */
final class Folder {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");
    private static final Pattern SEGMENT = Pattern.compile("([0-9a-f]{16})\\.(data|index)");
    private static final String MARK = "telpher-cache";

    /** Those of this process: a lock does not keep a process from itself, and is lost when any channel to its file is closed. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel mark;
    private final @Nullable Object key;
    private final Set<Path> undeleted = ConcurrentHashMap.newKeySet();
    private @Nullable FileLock lock;
    private long id;
    private long lastNumber;
    private int strangers;

    private Folder(Path path, FileChannel mark) throws IOException {
        this.path = path;
        this.mark = mark;
        this.key = key(path);
    }

    /** Makes the folder if it is not there. @throws IOException if it cannot be written to */
    static Folder of(Path path) throws IOException {
        Files.createDirectories(path);
        Path real = path.toRealPath();
        if (!OPEN.add(real)) {
            throw new IOException("another cache of this process uses " + path);
        }
        try {
            return new Folder(
                    real,
                    FileChannel.open(
                            real.resolve(MARK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            OPEN.remove(real);
            throw e;
        }
    }

    /** Takes the folder for this process. @return false if another one has it */
    boolean tryLock() throws IOException {
        lock = mark.tryLock();
        return lock != null;
    }

    /** Waits until no other process has it. */
    void lock() throws IOException {
        lock = mark.lock();
    }

    /** Reads the folder's number, or gives it one: whatever was there before is then not its own. */
    void identify(long random) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(FileHead.BYTES);
        while (head.hasRemaining() && mark.read(head, head.position()) >= 0) {}
        try {
            FileHead known = FileHead.read(head.flip());
            if (known.kind() != Kind.FOLDER) {
                throw new Corrupt("it is the head of something else");
            }
            id = known.folder();
        } catch (Corrupt e) {
            if (head.limit() > 0) {
                LOG.warn("the cache in {} begins anew: {}: {}", path, MARK, e.getMessage());
            }
            id = random;
            mark.truncate(0);
            mark.write(new FileHead(Kind.FOLDER, id, 0).bytes(), 0);
        }
    }

    long id() {
        return id;
    }

    Path path() {
        return path;
    }

    /** The pairs of files that are the folder's own and whole, the oldest first. What is left of others is deleted. */
    List<SegmentFiles> segments() throws IOException {
        Set<Long> numbers = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            for (Path each : all) {
                Matcher name = SEGMENT.matcher(String.valueOf(each.getFileName()));
                if (name.matches()) {
                    numbers.add(Long.parseUnsignedLong(name.group(1), 16));
                }
            }
        }
        strangers = 0;
        List<Long> sorted = new ArrayList<>(numbers);
        Collections.sort(sorted);
        List<SegmentFiles> found = new ArrayList<>();
        for (long number : sorted) {
            lastNumber = Math.max(lastNumber, number);
            long data = own(file(number, Kind.DATA), Kind.DATA, number);
            long index = own(file(number, Kind.INDEX), Kind.INDEX, number);
            if (data > 0 && index > 0 && data <= Place.SEGMENT_BYTES_MAX && index < Integer.MAX_VALUE) {
                found.add(files(number, (int) data, (int) index));
            } else {
                deleteOwn(number, data, index);
            }
        }
        if (strangers > 1) {
            LOG.warn(
                    "{} files in {} are left alone like that, and take their room beside the cache's", strangers, path);
        }
        return found;
    }

    private void deleteOwn(long number, long data, long index) throws IOException {
        if (data >= 0) {
            Files.deleteIfExists(file(number, Kind.DATA));
        }
        if (index >= 0) {
            Files.deleteIfExists(file(number, Kind.INDEX));
        }
    }

    private SegmentFiles files(long number, int data, int index) {
        return new SegmentFiles(number, file(number, Kind.DATA), file(number, Kind.INDEX), data, index);
    }

    private Path file(long number, Kind kind) {
        return path.resolve(String.format("%016x.%s", number, kind == Kind.DATA ? "data" : "index"));
    }

    /** How long the file is; 0 if it is not there or was just begun; -1 if it is not ours, or cannot be read. */
    private long own(Path file, Kind kind, long number) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() == 0) {
                return 0;
            }
            ByteBuffer head = ByteBuffer.allocate(FileHead.BYTES);
            while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
            FileHead found = FileHead.read(head.flip());
            if (!found.equals(new FileHead(kind, id, number))) {
                throw new Corrupt("it belongs to another folder");
            }
            return channel.size();
        } catch (IOException e) {
            strangers++;
            if (strangers == 1) {
                LOG.warn("{} is left alone: {}", file, e.toString());
            }
            return -1;
        }
    }

    /** Begins a segment. @throws NoSuchFileException also if the folder is another one now, by this name */
    SegmentFiles create() throws IOException {
        if (!isThere()) {
            throw new NoSuchFileException(path.resolve(MARK).toString());
        }
        long number = ++lastNumber;
        create(number, Kind.DATA);
        try {
            create(number, Kind.INDEX);
        } catch (IOException e) {
            delete(file(number, Kind.DATA));
            throw e;
        }
        undeleted.forEach(this::delete);
        return files(number, FileHead.BYTES, FileHead.BYTES);
    }

    /** Deletes one of its files, at once or as soon as that is possible. */
    void delete(Path file) {
        if (!isThere()) {
            return; // what has that name now is another's
        }
        try {
            Files.deleteIfExists(file);
            undeleted.remove(file);
        } catch (IOException e) {
            if (undeleted.isEmpty()) {
                LOG.warn(
                        "{} cannot be deleted, and is tried again; if this process ends before, the next one finds what is in it, "
                                + "purged or not: {}",
                        file,
                        e.toString());
            }
            undeleted.add(file);
        }
    }

    /** False if somebody has removed it, though there may be another one in its place. */
    boolean isThere() {
        try {
            return Objects.equals(key, key(path));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true; // nobody knows
        }
    }

    private static @Nullable Object key(Path folder) throws IOException {
        return Files.readAttributes(folder.resolve(MARK), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void create(long number, Kind kind) throws IOException {
        Path file = file(number, kind);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer head = new FileHead(kind, id, number).bytes();
            try {
                while (head.hasRemaining()) {
                    channel.write(head);
                }
            } catch (IOException e) {
                delete(file); // a full disk has room for names still, and there is a try for each response
                throw e;
            }
        }
    }

    /** Gives the folder up. Also ends {@link #lock()}. */
    void close() {
        try {
            mark.close();
        } catch (IOException e) {
            // the process gives it up when it ends
        }
        OPEN.remove(path);
    }
}
