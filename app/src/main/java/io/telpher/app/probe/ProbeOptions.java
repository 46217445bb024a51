package io.telpher.app.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to probe.
 *
 * @param json for programs instead of for people
 * @param colour true if {@code out} is a terminal that shows colours
 * @param method what to ask with
 * @param fields to send along, {@code Name: value} each
 * @param authorities certificates in PEM to trust besides the system's, or null
 * @param limitNanos for each layer
 * @param bodyBytesMax how much of the body is read
 */
public record ProbeOptions(
        boolean json,
        boolean colour,
        String method,
        List<String> fields,
        @Nullable Path authorities,
        long limitNanos,
        long bodyBytesMax) {
    /** GET as text without colour, 5 s a layer, 64 MiB of body. */
    public static final ProbeOptions DEFAULTS =
            new ProbeOptions(false, false, "GET", List.of(), null, TimeUnit.SECONDS.toNanos(5), 64L << 20);
}
