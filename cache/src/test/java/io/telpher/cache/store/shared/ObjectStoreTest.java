package io.telpher.cache.store.shared;

import io.telpher.cache.store.Store;

/** The store in a room of a real Redis. */
class ObjectStoreTest extends RedisContract {
    @Override
    protected Store open() throws Exception {
        return in(
                engine().objects(RedisRooms.name(), BYTES_MAX),
                RedisRooms.clock(NOW),
                RedisRooms.TIMERS,
                ObjectEvents.NONE);
    }
}
