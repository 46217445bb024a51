package io.telpher.cache.store.disk;

/** What there is once a folder was read. */
record Opened(Log log, Cleaner cleaner, Noted noted) {}
