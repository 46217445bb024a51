package io.telpher.cache.aside;

import io.telpher.core.Failure;

/** What is told of a cache of values, to be counted. Called by the thread that it is about. */
public interface AsideEvents {
    /** Tells nobody. */
    AsideEvents NONE = new AsideEvents() {};

    /** A value was there. */
    default void hit() {}

    /** A value is loaded. */
    default void loaded() {}

    /** A value that was loaded by another call meanwhile was given. */
    default void joined() {}

    /** The store could not be asked or told: values are loaded as if there were none. */
    default void storeAway(Failure why) {}
}
