package io.telpher.cache.aside;

import io.telpher.core.Copies;
import io.telpher.core.Ending;
import io.telpher.core.Outcome;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;

/** Keys and values as policies see requests and replies: whoever asks for the same key can have the same value. */
record Values<K, V>() implements Traits<K, V> {
    @Override
    public boolean idempotent(K key) {
        return true;
    }

    @Override
    public boolean replayable(K key) {
        return true;
    }

    @Override
    public boolean failed(V value) {
        return false;
    }

    @Override
    public Ending end(V value) {
        return Ending.of(Outcome.DONE);
    }

    @Override
    public void discard(V value) {}

    @Override
    public Copies<K, V> share(K key, V value, int bytesMax, Waiter waiter) {
        return new Copies<>() {
            @Override
            public V copy(K other) {
                return value;
            }

            @Override
            public void run() {}
        };
    }
}
