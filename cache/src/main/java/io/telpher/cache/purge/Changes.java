package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What requests and people have had removed, for those who share what they fetch, and for whoever else has it stored. */
public interface Changes {
    /** Of one store that nobody else knows of and that shares with nobody. */
    Changes ALONE = new Changes() {
        @Override
        public void changed(Collection<Purge> wrong, Runnable here) {
            here.run();
        }

        @Override
        public String since(String uri, long withinNanos) {
            return "";
        }
    };

    /**
     * A request has made this wrong (RFC 9111 §4.4): {@code here} removes it from the store that was asked, and other nodes are
     * told. Waits until they can know of it, for a second at most, and not at all while nobody can be told.
     *
     * @throws InterruptedException if it was while it waited; {@code here} has run then, and others will be told
     */
    void changed(Collection<Purge> wrong, Runnable here) throws InterruptedException;

    /**
     * What tells a fetch that begins now from those that began before something was purged. To be asked after a store was asked
     * for its moment.
     *
     * @param uri what is fetched, as it stands in keys
     * @param withinNanos how long a fetch of another node may be shared; for purges that are longer ago it makes no difference
     * @return the same text on all nodes that know of the same purges; null if nothing is to be shared with other nodes now
     */
    @Nullable
    String since(String uri, long withinNanos);
}
