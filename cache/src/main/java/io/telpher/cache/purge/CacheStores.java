package io.telpher.cache.purge;

import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.QueryRules;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreNumbers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stores of this process, by their names: what is purged goes from all of them. It lives as long as the process, whatever
 * configuration serves. Safe for several threads.
 */
public final class CacheStores implements Changes {
    private static final int RULES_MAX = 256;
    private static final long MILLI_NANOS = 1_000_000;

    private final LongSupplier nowMillis;
    private final List<TrustedStore> members = new CopyOnWriteArrayList<>();
    private final Set<QueryRules> rules = new LinkedHashSet<>(List.of(QueryRules.AS_SENT));
    private final Set<String> followed = new HashSet<>();
    private final PurgePoints points = new PurgePoints();
    private volatile LongSupplier untrustedBefore = Trust.ALWAYS;
    private volatile @Nullable SharedPurges others;

    /**
     * None yet.
     *
     * @param nowMillis the time by which entries are stored
     */
    public CacheStores(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    /**
     * A store is used from now on.
     *
     * @return what is to be used in its place, until that is closed, which closes the store
     */
    public Store add(String name, Store store) {
        synchronized (followed) {
            TrustedStore member =
                    new TrustedStore(name, store, this, followed.add(name) ? nowMillis.getAsLong() : Trust.ALL);
            members.add(member);
            return member;
        }
    }

    void left(TrustedStore member) {
        synchronized (followed) {
            members.remove(member);
            if (members.stream().noneMatch(each -> each.name().equals(member.name()))) {
                followed.remove(member.name());
            }
        }
    }

    /** These names are of stores from which all has gone that was purged until some moment: what they hold may be trusted. */
    void follow(Set<String> names) {
        synchronized (followed) {
            followed.addAll(names);
        }
    }

    /** Those that are there now are all that there were. */
    void settle() {
        synchronized (followed) {
            followed.retainAll(names());
        }
    }

    /** The names of the stores. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        members.forEach(each -> names.add(each.name()));
        return names;
    }

    /** Keys are made by these rules somewhere: whoever purges a URI means what they make of it. */
    public void keyed(QueryRules by) {
        synchronized (rules) {
            if (rules.size() < RULES_MAX) {
                rules.add(by);
            }
        }
    }

    /** It tells other nodes from now on, and says what may be trusted. */
    void share(SharedPurges with) {
        others = with;
        untrustedBefore = with::untrustedBefore;
    }

    /** There are no other nodes any more: all is trusted. */
    public void alone() {
        others = null;
        untrustedBefore = Trust.ALWAYS;
    }

    /** Where the last purges stand. */
    PurgePoints points() {
        return points;
    }

    @Override
    public void changed(Collection<Purge> wrong, Runnable here) throws InterruptedException {
        SharedPurges told = others;
        if (told == null) {
            wrong.forEach(each -> points.purging(each, nowMillis()));
            here.run();
        } else {
            told.changed(wrong, here);
        }
    }

    @Override
    public @Nullable String since(String uri, long withinNanos) {
        boolean doubts = untrustedBefore() == Trust.NONE;
        return doubts ? null : points.since(uri, nowMillis(), withinNanos / MILLI_NANOS);
    }

    /** What was stored until this moment may have been purged elsewhere without our knowing. */
    long untrustedBefore() {
        return untrustedBefore.getAsLong();
    }

    /** The time by which entries are stored. */
    long nowMillis() {
        return nowMillis.getAsLong();
    }

    /** Purges here, where there are no other nodes. @return how many entries */
    public long purge(Purge what) {
        points.purging(what, nowMillis());
        return remove(what);
    }

    /** Removes what is to go, or makes it stale. Its point has been set. */
    long remove(Purge what) {
        long entries = 0;
        for (TrustedStore each : members) {
            for (Purge one : what.scope() == Purge.Scope.URI ? spellings(each, what) : List.of(what)) {
                entries += each.purge(one, nowMillis());
            }
        }
        return entries;
    }

    /** Whether all purges were done where stores keep something together with other nodes. */
    public Purging.Shared shared() {
        boolean any = false;
        for (TrustedStore each : members) {
            if (each.purgesWaiting() > 0) {
                return Purging.Shared.WAITING;
            }
            any |= each.purgesWaiting() != Store.KEPT_ALONE;
        }
        return any ? Purging.Shared.PURGED : Purging.Shared.NONE;
    }

    /** Tries again to have done what waits there. */
    public void purgeWaiting() {
        members.forEach(TrustedStore::purgeWaiting);
    }

    /** What a URI is in keys: by all rules, and by what its path is known to say. */
    private List<Purge> spellings(Store store, Purge what) {
        int question = what.name().indexOf('?');
        String path = question < 0 ? what.name() : what.name().substring(0, question);
        String query = question < 0 ? null : what.name().substring(question + 1);
        Set<String> uris = new LinkedHashSet<>();
        synchronized (rules) {
            for (QueryRules each : rules) {
                String counted = each.counted(query);
                uris.add(counted == null ? path : path + '?' + counted);
            }
        }
        var learned = store.learned(path);
        if (learned != null) {
            for (String uri : List.copyOf(uris)) {
                uris.add(KeyRules.uri(uri, learned));
            }
        }
        List<Purge> all = new ArrayList<>();
        uris.forEach(uri -> all.add(new Purge(what.scope(), uri, what.soft())));
        return all;
    }

    /**
     * A store as it is now.
     *
     * @param name as the configuration calls it
     */
    public record Member(String name, StoreNumbers numbers) {}

    /** All stores as they are now. */
    public List<Member> all() {
        return members.stream()
                .map(each -> new Member(each.name(), each.numbers()))
                .toList();
    }
}
