package io.telpher.cache.store.disk;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.Storable;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.store.form.StoredForm;
import io.telpher.http.Fields;
import java.util.List;

/**
 * All of a stored response but its content.
 *
 * @param id the object's number, which no other one ever has in this folder
 * @param runs where its content stands, in the order of the content
 */
record Head(long id, CacheKey key, StoredMeta meta, Fields fields, Fields trailers, Labels labels, List<Run> runs) {

    StoredForm form() {
        return new StoredForm(key, meta, fields, trailers, labels);
    }

    Head with(Storable.Store now) {
        return new Head(id, key, now.meta(), now.fields(), trailers, now.labels(), runs);
    }

    Head at(List<Run> others) {
        return new Head(id, key, meta, fields, trailers, labels, others);
    }

    /** How much content stands in a segment, with the heads of its blocks. */
    int bytesIn(long segment) {
        int sum = 0;
        for (Run run : runs) {
            sum += run.segment() == segment ? run.storedBytes() : 0;
        }
        return sum;
    }
}
