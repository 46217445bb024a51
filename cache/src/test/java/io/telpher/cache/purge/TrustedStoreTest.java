package io.telpher.cache.purge;

import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreContract;

/** A store that may be trusted is as it was. */
class TrustedStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return new CacheStores(() -> NOW).add("main", new HeapStore(BYTES_MAX, ENTRY_BYTES_MAX));
    }
}
