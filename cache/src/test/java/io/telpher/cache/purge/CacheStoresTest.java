package io.telpher.cache.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.key.QueryRules;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.core.MemoryStore;
import io.telpher.testkit.time.ManualTimers;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheStoresTest {
    @TempDir
    private Path folder;

    private final ManualTimers timers = new ManualTimers();

    private Node node() {
        return new Node("one", new MemoryStore(timers), timers, folder, Node.heap(), false);
    }

    @Test
    void aUriIsPurgedAsTheRulesOfKeysSpellIt() {
        Node node = node();
        node.put("/a?x=1&y=2");
        node.put("/a?x=1");
        node.stores.keyed(new QueryRules(true, Set.of(), Set.of("utm_*")));

        assertThat(node.stores.purge(Purge.uri("https://example.org/a?y=2&utm_source=mail&x=1")))
                .isEqualTo(1);
        assertThat(node.stores.purge(Purge.uri("https://example.org/a"))).isZero();
        assertThat(node.stores.purge(Purge.uri("https://example.org/a?x=1"))).isEqualTo(1);
    }

    @Test
    void aUriIsPurgedAsItsPathSaysOfQueries() {
        Node node = node();
        node.put("/a?x=1", "no-vary-search", "params=(\"x\")");

        assertThat(node.store.learned("https://example.org/a")).isNotNull();
        assertThat(node.stores.purge(Purge.uri("https://example.org/a?x=1"))).isEqualTo(1);
    }

    @Test
    void allStoresArePurgedAndOneThatIsClosedIsForgotten() {
        Node node = node();
        node.put("/a");
        Store second = node.stores.add("second", Node.heap());
        assertThat(node.stores.all()).extracting(CacheStores.Member::name).containsExactly("main", "second");
        assertThat(node.stores.purge(new Purge(Purge.Scope.ALL, "", false))).isEqualTo(1);
        second.close();
        assertThat(node.stores.all()).extracting(CacheStores.Member::name).containsExactly("main");
    }
}
