package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.telpher.cache.rules.Storable;
import io.telpher.cache.store.form.Corrupt;
import io.telpher.cache.store.form.Crc;
import io.telpher.http.Fields;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what was written, at random: what is found is whole and the right thing, or it is not found. */
final class DamageTest {
    private static final int ROUNDS = 60;
    private static final int OBJECTS = 40;

    private static DiskStore open(Path folder, long seed) throws Exception {
        DiskStore store = DiskStore.of(new DiskConfig(
                folder, 8 << 20, 1 << 20, 10_000, Runnable::run, new Random(seed), () -> Long.MAX_VALUE));
        assertThat(store.ready()).isTrue();
        return store;
    }

    @Test
    void damagedFilesNeverGiveAWrongObject(@TempDir Path good, @TempDir Path scratch) throws Exception {
        for (int start = 0; start < 3; start++) {
            DiskStore store = open(good, 7);
            for (int i = start; i < OBJECTS; i += 3) {
                assertThat(Shelf.put(store, "o" + i, i, i % 5 == 0 ? 150_000 + i : 500 * i, "cache-tag", "t" + i % 3))
                        .isTrue();
            }
            store.close();
        }
        int found = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path folder = copy(good, scratch.resolve("r" + round));
            Random random = new Random(round);
            for (int i = random.nextInt(4); i >= 0; i--) {
                damage(folder, random);
            }
            found += readAll(folder, round);
        }
        assertThat(found).as("damage is local").isGreaterThan(ROUNDS * OBJECTS / 4);
        assertThat(found).as("there was damage").isLessThan(ROUNDS * OBJECTS);
    }

    private static int readAll(Path folder, int round) throws Exception {
        int found = 0;
        DiskStore store = open(folder, round);
        try {
            for (int i = 0; i < OBJECTS; i++) {
                Integer version = Shelf.version(store, "o" + i);
                if (version != null) {
                    assertThat(version).isEqualTo(i);
                    found++;
                }
            }
            assertThat(Shelf.put(store, "new", 1, 1_000)).isTrue();
            assertThat(Shelf.version(store, "new")).isEqualTo(1);
            store.purge(new io.telpher.cache.store.Purge(io.telpher.cache.store.Purge.Scope.TAG, "t0", false), 0);
            for (int i = 0; i < OBJECTS; i += 3) {
                assertThat(store.find(Shelf.key("o" + i))).isEmpty();
            }
        } finally {
            store.close();
        }
        return found;
    }

    private static void damage(Path folder, Random random) throws IOException {
        List<Path> files = new ArrayList<>(RecoveryTest.files(folder));
        files.removeIf(
                file -> !file.toString().endsWith(".data") && !file.toString().endsWith(".index"));
        Path file = files.get(random.nextInt(files.size()));
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long length = bytes.length();
            if (length == 0) {
                return;
            }
            long at = (long) (random.nextDouble() * length);
            switch (random.nextInt(5)) {
                case 0 -> bytes.setLength(at);
                case 1 -> flip(bytes, at, random);
                case 2 -> fill(bytes, at, new byte[(int) Math.min(length - at, random.nextInt(5_000))]);
                case 3 -> { // a piece of itself at another place, as aligned as pieces are
                    byte[] piece = new byte[(int) Math.min(length, 64L * (1 + random.nextInt(100)))];
                    bytes.seek((long) (random.nextDouble() * (length - piece.length)) / 64 * 64);
                    bytes.readFully(piece);
                    fill(bytes, at / 64 * 64, piece);
                }
                default -> { // a piece of another file
                    Path other = files.get(random.nextInt(files.size()));
                    byte[] all = Files.readAllBytes(other);
                    fill(bytes, at / 64 * 64, Arrays.copyOf(all, Math.min(all.length, 20_000)));
                }
            }
        }
    }

    private static void flip(RandomAccessFile bytes, long at, Random random) throws IOException {
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ (1 << random.nextInt(8)));
    }

    private static void fill(RandomAccessFile bytes, long at, byte[] with) throws IOException {
        bytes.seek(at);
        bytes.write(with);
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        for (Path each : RecoveryTest.files(from)) {
            Files.copy(each, to.resolve(each.getFileName()));
        }
        return to;
    }

    @Test
    void aHeadComesBackAsItWas() throws Exception {
        Head head = head();

        assertThat(HeadCodec.decode(HeadCodec.encode(head), 0))
                .usingRecursiveComparison()
                .ignoringFields("fields", "trailers")
                .isEqualTo(head);
        assertThat(HeadCodec.decode(HeadCodec.encode(head), 0).fields().toString())
                .isEqualTo(head.fields().toString());
    }

    @Test
    void bytesThatAreNoHeadAreToldAndNothingElseHappens() {
        byte[] good = HeadCodec.encode(head());
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = random.nextInt(3) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int n = random.nextInt(4); n >= 0 && bad.length > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            if (bad.length >= HeadCodec.START_BYTES && random.nextBoolean()) { // as if whoever wrote it had been mad
                ByteBuffer.wrap(bad).putInt(8, bad.length).putInt(4, Crc.of(bad, 8, bad.length - 8));
            }
            assertThatCode(() -> decode(bad)).doesNotThrowAnyException();
        }
    }

    private static void decode(byte[] bytes) {
        try {
            HeadCodec.decode(bytes, 0);
        } catch (Corrupt told) {
            // as it should be
        }
    }

    private static Head head() {
        Storable.Store what = Shelf.what("a", 100, "etag", "\"1\"", "cache-tag", "red, blue", "x-a", "b", "X-A", "c");
        return new Head(
                7,
                Shelf.key("a"),
                what.meta(),
                what.fields(),
                Fields.EMPTY,
                what.labels(),
                List.of(new Run(1, 64, 0, 100), new Run(2, 128, 100, 70_000)));
    }

    @Test
    void anIndexRecordThatIsBrokenIsNone() {
        Head head = head();
        byte[] text = IndexRecord.text(head);
        Spot spot = new Spot(1, 2, 7, Place.of(3, 64, 500, 100), 0, 0, false);
        byte[] good = IndexRecord.entry(spot, head, 100, 124, IndexRecord.NEVER, text)
                .bytes(text)
                .array();
        assertThat(IndexRecord.read(ByteBuffer.wrap(good), 0)).isNotNull();
        for (int i = 0; i < IndexRecord.UNIT_BYTES * 8; i++) {
            byte[] bad = good.clone();
            bad[i / 8] ^= (byte) (1 << (i % 8));
            assertThat(IndexRecord.read(ByteBuffer.wrap(bad), 0)).isNull();
        }
        for (int i = IndexRecord.UNIT_BYTES; i < IndexRecord.UNIT_BYTES + text.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            IndexRecord record = IndexRecord.read(ByteBuffer.wrap(bad), 0);
            assertThat(record).isNotNull();
            assertThat(record.text(ByteBuffer.wrap(bad), 0)).isNull();
        }
    }
}
