package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpotsTest {
    private record Name(long uri, int more, int id) {}

    @Test
    void theyAreWhatAMapOfThemIs() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Spots spots = new Spots();
            Map<Name, Spot> model = new HashMap<>();
            for (int i = 0; i < 5_000; i++) {
                // few hashes that are close together, so that they stand in each other's way
                Spot spot = new Spot(
                        (random.nextLong(3) << 58) | (random.nextInt(40) * 4L),
                        random.nextInt(2),
                        random.nextInt(20),
                        Place.of(random.nextInt(5), 8 * (8 + random.nextInt(1_000)), 100, random.nextInt(60_000)),
                        i,
                        random.nextInt(16),
                        random.nextBoolean());
                Name name = new Name(spot.uriHash(), spot.more(), spot.id());
                switch (random.nextInt(10)) {
                    case 0, 1, 2 -> assertThat(spots.remove(spot)).isEqualTo(model.remove(name));
                    case 3 -> {
                        Spot known = model.get(name);
                        boolean moved = spots.move(known == null ? spot : known, spot);
                        assertThat(moved).isEqualTo(known != null);
                        model.computeIfPresent(name, (key, old) -> spot);
                    }
                    default -> assertThat(spots.put(spot)).isEqualTo(model.put(name, spot));
                }
                if (i % 1_000 == 999) {
                    int slot = random.nextInt(5);
                    int before = model.size();
                    model.values().removeIf(each -> Place.slot(each.place()) == slot);
                    assertThat(spots.clear(slot)).isEqualTo(before - model.size());
                }
                assertThat(spots.count()).isEqualTo(model.size());
            }
            for (Map.Entry<Name, Spot> each : model.entrySet()) {
                Name name = each.getKey();
                assertThat(spots.of(name.uri, name.more, name.id)).isEqualTo(each.getValue());
                assertThat(spots.ofUri(name.uri)).contains(each.getValue());
            }
        }
    }

    @Test
    void whatIsFoundBecomesHotter() {
        Spots spots = new Spots();
        spots.put(new Spot(1, 0, 1, Place.of(0, 64, 100, 0), 0, 0, false));
        for (int i = 0; i < 100; i++) {
            spots.find(1, 0);
        }
        assertThat(spots.of(1, 0, 1).heat()).isEqualTo(15);
        assertThat(spots.find(1, 7)).isEqualTo(List.of());
    }

    @Test
    void aPlaceSaysAllOfItself() {
        long place = Place.of(65_535, (1 << 30) - 8, 120 << 10, 64 << 10);
        assertThat(Place.slot(place)).isEqualTo(65_535);
        assertThat(Place.position(place)).isEqualTo((1 << 30) - 8);
        assertThat(Place.headBytes(place)).isEqualTo(120 << 10);
        assertThat(Place.inlineBytes(place)).isEqualTo(64 << 10);
    }
}
