package io.telpher.gateway.jwt;

import org.jspecify.annotations.Nullable;

/** Where keys come from. */
interface Keys {
    /** The newest that are here, or null if there are none yet. Does not wait. */
    @Nullable
    KeySet here();

    /**
     * Waits for keys that may be newer than these, which do not have what is looked for.
     *
     * @param known what is here; null if nothing is
     * @return what is here then, which may be the same
     */
    @Nullable
    KeySet newer(@Nullable KeySet known) throws InterruptedException;

    /** Keys that do not change. */
    static Keys of(KeySet set) {
        return new Keys() {
            @Override
            public KeySet here() {
                return set;
            }

            @Override
            public @Nullable KeySet newer(@Nullable KeySet known) {
                return set;
            }
        };
    }
}
