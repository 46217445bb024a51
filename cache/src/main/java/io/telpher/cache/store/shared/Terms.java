package io.telpher.cache.store.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.cache.store.form.Crc;
import io.telpher.core.SharedObjects.Kept;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A response in the terms of shared objects. Pure. */
final class Terms {
    private static final long LEASE_MILLIS_MAX = 30L * 24 * 3_600_000;
    /** What can be validated is kept so much longer than it may be served. */
    private static final long VALIDATED_MILLIS = 300_000;
    /** Clocks that differ by less are taken for one. */
    private static final long TOLERANCE_MILLIS = 2_000;

    private Terms() {}

    /** For how long it is of use: while it is fresh, may be served stale, or is worth asking about. */
    static long leaseMillis(StoredMeta meta, long nowMillis) {
        long stale = meta.is(StoredMeta.MUST_REVALIDATE)
                ? 0
                : Math.max(meta.whileRevalidateMillis(), Math.max(meta.onErrorMillis(), meta.onFailureMillis()));
        long asked = meta.hasValidator() ? VALIDATED_MILLIS : 0;
        return Math.min(LEASE_MILLIS_MAX, meta.remainingMillis(nowMillis) + stale + asked);
    }

    /** Variants with one slot replace each other, which costs a fetch. */
    static String slot(Variant variant) {
        byte[] text = (variant.names() + "\n" + variant.values()).getBytes(UTF_8);
        return variant.any() ? "" : Integer.toHexString(Crc.of(text, 0, text.length));
    }

    static List<String> labels(Labels labels) {
        List<String> all = new ArrayList<>();
        labels.tags().forEach(tag -> all.add(tag(tag)));
        labels.groups().forEach(group -> all.add(group(group)));
        return all;
    }

    static String tag(String name) {
        return "t " + name;
    }

    static String group(String name) {
        return "g " + name;
    }

    /**
     * What is decided by, by this node's clock: times that others wrote are told by how long ago that was at the server.
     *
     * @param thereMillis the server's time when it answered
     * @param hereMillis ours, when it was asked
     */
    static StoredMeta here(ObjectHead head, Kept kept, long thereMillis, long hereMillis) {
        long shift = hereMillis - (thereMillis - kept.atMillis()) - head.clockMillis();
        boolean same = Math.abs(shift) <= TOLERANCE_MILLIS;
        StoredMeta meta = same ? head.form().meta() : head.form().meta().shifted(shift);
        return kept.staleMillis() < 0 ? meta : meta.staleFrom(hereMillis - (thereMillis - kept.staleMillis()));
    }

    /** True if two are what an origin sent once, whatever became of it since. */
    static boolean same(StoredMeta one, StoredMeta other) {
        return one.variant().equals(other.variant())
                && one.status() == other.status()
                && one.dateSeconds() == other.dateSeconds()
                && one.size() == other.size()
                && Objects.equals(one.etag(), other.etag())
                && Objects.equals(one.modifiedSeconds(), other.modifiedSeconds());
    }
}
