package io.telpher.cache.store.disk;

import java.nio.file.Path;

/** Where the two files of a segment are, and how long. */
record SegmentFiles(long number, Path data, Path index, int dataBytes, int indexBytes) {}
