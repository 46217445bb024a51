package io.telpher.gateway.ratelimitservice.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code envoy.service.ratelimit.v3.RateLimitRequest}.
 *
 * @param domain whose configuration
 * @param descriptors what is to be limited, each for itself
 * @param hits how many units for each descriptor that does not say itself; at least 1
 */
public record Question(String domain, List<Descriptor> descriptors, long hits) {
    /** How many descriptors are read. */
    public static final int DESCRIPTORS_MAX = 32;

    private static final int ENTRIES_MAX = 32;
    private static final long UNSIGNED = 0xffff_ffffL;

    /**
     * What is to be limited.
     *
     * @param entries from the general to the special
     * @param override a limit in place of the configured one, or null
     * @param hits how many units, or 0 if the question says
     */
    public record Descriptor(List<Entry> entries, @Nullable OwnLimit override, long hits) {}

    /** A key and its value. */
    public record Entry(String key, String value) {}

    /** So many in a unit of time, by its number. */
    public record OwnLimit(long requests, int unit) {}

    /** Reads one. @throws IllegalArgumentException if it is none, or too long */
    public static Question read(byte[] message) {
        String domain = "";
        List<Descriptor> descriptors = new ArrayList<>();
        long hits = 0;
        ProtoReader reader = new ProtoReader(message);
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> domain = reader.text();
                case 2 -> descriptors.add(descriptor(reader.message()));
                case 3 -> hits = reader.number() & UNSIGNED;
                default -> reader.skip();
            }
            if (descriptors.size() > DESCRIPTORS_MAX) {
                throw new IllegalArgumentException("more than " + DESCRIPTORS_MAX + " descriptors");
            }
        }
        return new Question(domain, List.copyOf(descriptors), Math.max(1, hits));
    }

    private static Descriptor descriptor(ProtoReader reader) {
        List<Entry> entries = new ArrayList<>();
        OwnLimit override = null;
        long hits = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> entries.add(entry(reader.message()));
                case 2 -> override = override(reader.message());
                case 3 -> hits = wrapped(reader.message());
                default -> reader.skip();
            }
            if (entries.size() > ENTRIES_MAX) {
                throw new IllegalArgumentException("more than " + ENTRIES_MAX + " entries");
            }
        }
        return new Descriptor(List.copyOf(entries), override, hits);
    }

    private static Entry entry(ProtoReader reader) {
        String key = "";
        String value = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> key = reader.text();
                case 2 -> value = reader.text();
                default -> reader.skip();
            }
        }
        return new Entry(key, value);
    }

    private static OwnLimit override(ProtoReader reader) {
        long requests = 0;
        int unit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> requests = reader.number() & UNSIGNED;
                case 2 -> unit = (int) reader.number();
                default -> reader.skip();
            }
        }
        return new OwnLimit(requests, unit);
    }

    /** A google.protobuf.UInt64Value. */
    private static long wrapped(ProtoReader reader) {
        long value = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field == 1) {
                value = reader.number();
            } else {
                reader.skip();
            }
        }
        return value;
    }
}
