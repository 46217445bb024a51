package io.telpher.cache.store;

class HeapStoreTest extends StoreContract {
    @Override
    protected Store open() {
        return new HeapStore(BYTES_MAX, ENTRY_BYTES_MAX);
    }
}
