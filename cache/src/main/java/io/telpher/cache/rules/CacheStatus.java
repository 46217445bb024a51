package io.telpher.cache.rules;

import io.telpher.cache.rules.Decision.Answer;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request at this cache, as the {@code Cache-Status} field tells it (RFC 9211).
 *
 * @param cache its name, a token
 * @param forwarded why the request went on; null for a hit
 * @param status that of the origin's answer if it is not the client's; 0 if there is nothing to tell
 * @param ttlSeconds for how long what was used is fresh, still; negative if it is stale; null if nobody knows
 * @param stored true if the origin's answer was stored
 * @param collapsed true if the request waited for another's answer
 * @param key the key, or null if it is not told
 * @param detail a token, or null
 */
public record CacheStatus(
        String cache,
        @Nullable Reason forwarded,
        int status,
        @Nullable Long ttlSeconds,
        boolean stored,
        boolean collapsed,
        @Nullable String key,
        @Nullable String detail) {
    /** The field. */
    public static final FieldName NAME = FieldName.of("cache-status");

    private static final int KEY_LENGTH_MAX = 256;

    /** An answer from the store. */
    public static CacheStatus hit(String cache, Answer<?> answer) {
        long ttl = Math.floorDiv(answer.stored().meta().lifetimeMillis() - answer.ageMillis(), 1_000);
        return new CacheStatus(cache, null, 0, ttl, false, false, null, answer.stale() ? "stale" : null);
    }

    /** A request that went on, and what was done with the answer. */
    public static CacheStatus forwarded(String cache, Reason reason, int status, @Nullable Storable storable) {
        Long ttl = storable instanceof Storable.Store(StoredMeta meta, Fields fields, Labels labels)
                ? Math.floorDiv(meta.lifetimeMillis() - meta.initialAgeMillis(), 1_000)
                : null;
        String detail = storable instanceof Storable.Refuse(Storable.Reason why) ? why.label() : null;
        return new CacheStatus(cache, reason, status, ttl, storable instanceof Storable.Store, false, null, detail);
    }

    /** The same for a request that waited for another's answer. */
    public CacheStatus withCollapsed() {
        return new CacheStatus(cache, forwarded, status, ttlSeconds, stored, true, key, detail);
    }

    /** The same with its key, which is cut where it is long. */
    public CacheStatus withKey(String told) {
        return new CacheStatus(cache, forwarded, status, ttlSeconds, stored, collapsed, told, detail);
    }

    /** The member of the list. */
    public String text() {
        StringBuilder text = new StringBuilder(64).append(cache);
        if (forwarded == null) {
            text.append("; hit");
        } else {
            text.append("; fwd=").append(forwarded.label());
            if (status != 0) {
                text.append("; fwd-status=").append(status);
            }
        }
        if (ttlSeconds != null) {
            text.append("; ttl=").append(ttlSeconds);
        }
        if (forwarded != null && stored) {
            text.append("; stored");
        }
        if (forwarded != null && collapsed) {
            text.append("; collapsed");
        }
        if (key != null) {
            quote(key, text.append("; key="));
        }
        return detail == null
                ? text.toString()
                : text.append("; detail=").append(detail).toString();
    }

    /** The fields with this member behind those of caches nearer to the origin. */
    public Fields addTo(Fields response) {
        String before = response.joined(NAME);
        return response.edit()
                .set(Field.of(NAME, before == null ? text() : before + ", " + text()))
                .done();
    }

    private static void quote(String value, StringBuilder into) {
        into.append('"');
        for (int i = 0; i < Math.min(value.length(), KEY_LENGTH_MAX); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                into.append('\\');
            }
            into.append(c >= ' ' && c <= '~' ? c : ' ');
        }
        into.append('"');
    }
}
