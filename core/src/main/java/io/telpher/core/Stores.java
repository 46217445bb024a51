package io.telpher.core;

import io.telpher.core.limit.Limiter;
import org.jspecify.annotations.Nullable;

/** What nodes share, by the names that the configuration gives to its stores. */
public interface Stores {

    /**
     * Shared values.
     *
     * @param name the store's, or null for the memory of this process, which shares with no other
     * @throws IllegalArgumentException if no store has the name, which whoever read the configuration has told the user
     */
    SharedStore values(@Nullable String name);

    /** What counts against limits in a store. @throws IllegalArgumentException if no store has the name */
    Limiter limits(String name);

    /** A real engine behind a name. It starts whether or not its servers are there, and finds them when they come. */
    interface Engine extends Component {
        /** Its shared values. */
        SharedStore values();

        /** What counts against limits in it. */
        Limiter limits();

        /**
         * A room of objects in it.
         *
         * @param name tells it from other rooms
         * @param bytesMax how much it takes
         */
        SharedObjects objects(String name, long bytesMax);

        /** True if it is connected now. */
        boolean isConnected();
    }

    /** A process without stores. */
    static Stores alone(Ticker ticker) {
        SharedStore memory = new MemoryStore(ticker);
        return new Stores() {
            @Override
            public SharedStore values(@Nullable String name) {
                if (name == null) {
                    return memory;
                }
                throw new IllegalArgumentException("no store " + name);
            }

            @Override
            public Limiter limits(String name) {
                throw new IllegalArgumentException("no store " + name);
            }
        };
    }
}
