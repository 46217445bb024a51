package io.telpher.cache.rules;

import io.telpher.cache.rules.Decision.Answer;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the origin's answer means for the client and for what is stored.
 *
 * @param <S> what the store has of a response
 */
public sealed interface Outcome<S extends Stored> {

    /**
     * What is stored is still right (304): the client is answered from it.
     *
     * @param stored by which response
     * @param meta as it is now
     * @param fields as they are for this client; what others get stands in the changes
     * @param changes what is to be written
     */
    record Use<S extends Stored>(S stored, StoredMeta meta, Fields fields, List<Change<S>> changes)
            implements Outcome<S> {}

    /** The origin is in trouble: the client gets what is stale. */
    record ServeStale<S extends Stored>(Answer<S> answer) implements Outcome<S> {}

    /**
     * The client gets the origin's answer.
     *
     * @param storable whether it is stored as well
     * @param gone what is removed: the new response takes its place, or has shown that it is wrong
     */
    record Pass<S extends Stored>(Storable storable, List<S> gone) implements Outcome<S> {}

    /**
     * The origin's answer is a part that belongs to what is stored.
     *
     * @param stored to which
     * @param now what takes its place once the part is there
     * @param part what came, by itself
     * @param place where its content belongs
     * @param content what the client gets of the parts together, all or one range; null if he asked for just this part
     */
    record Join<S extends Stored>(
            S stored,
            Storable.Store now,
            StoredMeta part,
            Ranges.Range place,
            @Nullable Content content) implements Outcome<S> {}

    /** The answer makes no sense to whoever asked: the client's request goes to the origin as it came. */
    record Again<S extends Stored>() implements Outcome<S> {}

    /**
     * A change of something stored.
     *
     * @param now what takes its place, its content staying where it is; null if it is removed
     */
    record Change<S extends Stored>(S stored, Storable.@Nullable Store now) {}
}
