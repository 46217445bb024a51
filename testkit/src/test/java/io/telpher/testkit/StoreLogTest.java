package io.telpher.testkit;

import io.telpher.core.MemoryStore;
import io.telpher.core.SharedLog;
import io.telpher.core.SharedStore;
import io.telpher.core.StoreLog;
import io.telpher.testkit.contract.SharedLogContract;
import io.telpher.testkit.time.ManualTimers;
import java.util.concurrent.TimeUnit;

/** A log in a store of this process. */
class StoreLogTest extends SharedLogContract {
    private final SharedStore store = new MemoryStore(new ManualTimers());

    private SharedLog open(String name, int kept) {
        return new StoreLog(store, name, kept, TimeUnit.DAYS.toNanos(1));
    }

    @Override
    protected SharedLog log(String name) {
        return open(name, 1_000);
    }

    @Override
    protected SharedLog other(String name) {
        return open(name, 1_000);
    }

    @Override
    protected void forget(String name) throws Exception {
        open(name, 1).append(new byte[0]);
    }
}
