package io.telpher.cache.purge;

import io.telpher.cache.key.KeyRules;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.cache.rules.Sample;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.Storing;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.core.Failure;
import io.telpher.core.SharedStore;
import io.telpher.core.Waiter;
import io.telpher.http.Fields;
import io.telpher.testkit.time.ManualTimers;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node of a cluster in virtual time: a store, and the purges that it shares. Its store may be cut off. */
final class Node implements PurgeEvents {
    static final long BEGAN_MILLIS = 1_767_225_600_000L;

    final List<String> told = new ArrayList<>();
    final CacheStores stores;
    final SharedPurges purges;
    final Store store;
    final ManualTimers timers;
    boolean cut;

    Node(String name, SharedStore shared, ManualTimers timers, Path folder, HeapStore heap, boolean serves) {
        this.timers = timers;
        this.stores = new CacheStores(this::millis);
        PurgeMemory memory = new PurgeMemory(folder.resolve(name));
        memory.follow(stores);
        this.purges = new SharedPurges(
                SharedPurges.log(cuttable(shared)),
                stores,
                memory,
                name + System.identityHashCode(this),
                serves,
                new Waiter(timers),
                this);
        this.store = stores.add("main", heap);
        stores.share(purges);
    }

    static HeapStore heap() {
        return new HeapStore(1 << 20, 1 << 16);
    }

    private SharedStore cuttable(SharedStore shared) {
        return (SharedStore) Proxy.newProxyInstance(
                Node.class.getClassLoader(), new Class<?>[] {SharedStore.class}, (self, method, arguments) -> {
                    if (cut) {
                        throw Failure.upstream(Failure.Kind.REFUSED, true, "cut off");
                    }
                    return method.invoke(shared, arguments);
                });
    }

    long millis() {
        return BEGAN_MILLIS + timers.nanos() / 1_000_000;
    }

    /** Stores what an origin answers. */
    void put(String target, String... fields) {
        Fields all = Sample.fields(fields).with(io.telpher.http.FieldName.CACHE_CONTROL, "max-age=36000000");
        var request = Sample.get(target);
        Storable.Store what =
                (Storable.Store) new Storing(CachePolicy.DEFAULT).decide(request, 200, all, 1, millis(), millis());
        try (Fill fill = store.begin(KeyRules.PLAIN.key(request), what, 1, store.moment())) {
            if (fill == null || !fill.append(new byte[1], 0, 1) || !fill.complete(what.meta(), Fields.EMPTY)) {
                throw new AssertionError("not stored: " + target);
            }
        }
    }

    /** {@code gone}, {@code fresh}, or {@code doubtful}: it is validated before it is used. */
    String state(String target) {
        var key = KeyRules.PLAIN.key(Sample.get(target));
        List<Entry> found = store.find(key);
        List<Entry> atHand = store.peek(key);
        String state = found.isEmpty() ? "gone" : found.getFirst().meta().fresh(millis()) ? "fresh" : "doubtful";
        if (state.equals("fresh") == atHand.isEmpty()) {
            throw new AssertionError(state + ", but an event loop finds " + atHand.size());
        }
        return state;
    }

    Purging.Purged purge(String target) throws InterruptedException {
        return purges.purge(Purge.uri("https://example.org" + target));
    }

    /** A request changes it. */
    void change(String target) throws InterruptedException {
        Purge what = Purge.uri("https://example.org" + target);
        stores.changed(List.of(what), () -> store.purge(what, millis()));
    }

    @Override
    public void came(Purge what, boolean changed, long entries) {
        told.add((changed ? "changed " : "came ") + what.name() + " " + entries);
    }

    @Override
    public void changed(int count) {}

    @Override
    public void sent(int count) {
        told.add("sent " + count);
    }

    @Override
    public void doubt(String why) {
        told.add("doubt");
    }

    @Override
    public void sure() {
        told.add("sure");
    }

    @Override
    public void missed(String why) {
        told.add("missed");
    }

    @Override
    public void unwritten(String why) {
        told.add("unwritten " + why);
    }
}
