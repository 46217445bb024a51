package io.telpher.cache.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final int LIMIT_BYTES = 4 << 20;

    /** Who has what: each slot is filled with what only its owner would write. */
    private static final class Owned implements Slots.Owners {
        final Pages pages = new Pages(LIMIT_BYTES);
        final Slots slots = new Slots(pages);
        final List<Long> places = new ArrayList<>();
        final List<Integer> lengths = new ArrayList<>();
        final Set<Integer> used = new HashSet<>();
        int others; // pages that are not cut into slots
        final Set<Integer> frozen = new HashSet<>();

        boolean take(int bytes) {
            long at = slots.take(bytes, places.size());
            if (at == Slots.NONE) {
                return false;
            }
            byte[] content = content(places.size(), bytes);
            pages.write(at + Slots.HEADER_BYTES, content, 0, bytes);
            places.add(at);
            lengths.add(bytes);
            return true;
        }

        void give(int owner) {
            if (places.get(owner) != Slots.NONE) {
                slots.give(places.get(owner));
                places.set(owner, Slots.NONE);
            }
        }

        private static byte[] content(int owner, int bytes) {
            byte[] content = new byte[bytes];
            new Random(owner).nextBytes(content);
            return content;
        }

        void everythingIsRight() {
            long held = 0;
            for (int owner = 0; owner < places.size(); owner++) {
                if (places.get(owner) != Slots.NONE) {
                    byte[] there = new byte[lengths.get(owner)];
                    pages.read(places.get(owner) + Slots.HEADER_BYTES, there, 0, there.length);
                    assertThat(there).isEqualTo(content(owner, there.length));
                    held += slots.bytes(places.get(owner));
                }
            }
            long taken = (long) (pages.limit() - pages.available() - others) * Pages.BYTES;
            long lostBytes = taken - held - slots.freeBytes();
            assertThat(lostBytes).isBetween(0L, taken / 64); // what does not divide a page
        }

        @Override
        public boolean freeze(int owner) {
            return !used.contains(owner) && (frozen.add(owner) || true);
        }

        @Override
        public void moved(int owner, long from, long to) {
            assertThat(frozen).contains(owner);
            assertThat(places.set(owner, to)).isEqualTo(from);
        }

        @Override
        public void thaw(int owner) {
            frozen.remove(owner);
        }
    }

    @Property(tries = 40)
    void whatIsInASlotStaysUntilItIsGivenBackWhereverItMoves(
            @ForAll long seed, @ForAll @IntRange(min = 16, max = 4_000) int sizes) {
        Owned owned = new Owned();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            int what = random.nextInt(10);
            if (what < 6) {
                int bytes = 1 + random.nextInt(random.nextInt(8) == 0 ? Classes.LARGEST_BYTES - 4 : sizes);
                if (!owned.take(bytes)) {
                    owned.give(random.nextInt(owned.places.size()));
                }
            } else if (what < 9 && !owned.places.isEmpty()) {
                owned.give(random.nextInt(owned.places.size()));
            } else {
                owned.slots.evacuate(owned);
                assertThat(owned.frozen).isEmpty();
            }
        }
        owned.everythingIsRight();
        for (int owner = 0; owner < owned.places.size(); owner++) {
            owned.give(owner);
        }
        assertThat(owned.slots.freeBytes()).isZero();
        assertThat(owned.pages.available()).isEqualTo(owned.pages.limit());
        owned.pages.close();
    }

    @Property(tries = 10)
    void howeverSizesChangeAllButAPageForEachSizeCanBeUsedAgain(@ForAll long seed) {
        Owned owned = new Owned();
        Random random = new Random(seed);
        while (owned.take(200 + random.nextInt(400))) {}
        for (int owner = 0; owner < owned.places.size(); owner++) {
            if (random.nextInt(4) != 0) {
                owned.give(owner); // three quarters of each page are free now
            }
        }
        while (owned.slots.evacuate(owned)) {
            while (owned.pages.take() != Pages.NONE) {
                owned.others++;
            }
        }
        assertThat(owned.others).isGreaterThan(owned.pages.limit() / 3);
        assertThat(owned.slots.freeBytes()).isLessThan((long) Classes.COUNT * Pages.BYTES);
        owned.everythingIsRight();
        owned.pages.close();
    }

    @Test
    void aPageOfWhichSomethingIsUsedIsNotEmptied() {
        Owned owned = new Owned();
        while (owned.take(1_000)) {}
        owned.used.add(0);
        int perPage = Classes.perPage(Classes.of(1_004));
        for (int owner = 1; owner < owned.places.size(); owner++) {
            if (owner % perPage != 0) {
                owned.give(owner);
            }
        }
        long before = owned.places.getFirst();
        while (owned.slots.evacuate(owned)) {}
        assertThat(owned.places.getFirst()).isEqualTo(before);
        assertThat(owned.frozen).isEmpty();
        owned.everythingIsRight();
        owned.pages.close();
    }

    @Test
    void aSlotIsHardlyLargerThanAsked() {
        for (int bytes = 1_024; bytes <= Classes.LARGEST_BYTES / 4; bytes++) {
            int size = Classes.bytes(Classes.of(bytes));
            assertThat(size).isBetween(bytes, bytes + bytes / 7);
        }
        assertThat(Classes.COUNT).isLessThan(128);
    }
}
