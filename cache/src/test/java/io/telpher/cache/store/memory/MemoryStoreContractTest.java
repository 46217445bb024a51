package io.telpher.cache.store.memory;

import io.telpher.cache.store.Store;
import io.telpher.cache.store.StoreContract;

class MemoryStoreContractTest extends StoreContract {
    @Override
    protected Store open() {
        return new MemoryStore(BYTES_MAX, ENTRY_BYTES_MAX);
    }
}
