package io.telpher.gateway;

import io.telpher.core.config.Shape;
import io.telpher.http.HttpFilter;
import io.telpher.http.Placement;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a route can do to a request or a response: a key of the route in the configuration, and the filter that
 * it becomes.
 *
 * @param <C> its configuration
 */
public interface Feature<C> {

    /** Its key in a route, such as {@code cors}. */
    String key();

    /** One sentence for the reference page. */
    String help();

    /** What stands behind the key. */
    Shape<C> shape();

    /** True if it answers requests itself, so that a route which has it needs no {@code to}. */
    default boolean answers() {
        return false;
    }

    /** Where its filter runs: {@link Placement#WORKER} if it blocks its thread natively, such as by reading files. */
    default Placement placement() {
        return Placement.LOOP;
    }

    /**
     * True if it only edits answers, whoever gives them: then it does so on what the gates of features within it answer,
     * too, on the event loop.
     */
    default boolean onEveryAnswer() {
        return false;
    }

    /**
     * True if its gate answers requests that filters outside of it have not seen. It is asked only where none of those minds, see
     * {@link #minds}, and where the client is no proxy whose fields are believed.
     */
    default boolean answersEarly() {
        return false;
    }

    /**
     * False if it is all the same to its filter, and to everybody's safety, that something further in answers requests that the
     * filter has not seen: it refuses nothing, changes nothing that answers depend on, and what it does to answers it does to
     * {@linkplain #onEveryAnswer every one}.
     */
    default boolean minds(C config) {
        return true;
    }

    /** The files that it names: they belong to the configuration as much as its own text, and are read anew when they change. */
    default List<Path> files(C config) {
        return List.of();
    }

    /**
     * The feature that a part of its key is done by further out, if this is the rest of it; null for one with a key of its own.
     * Both have one shape.
     */
    default @Nullable Feature<C> restOf() {
        return null;
    }

    /** False if there is nothing for it to do on a route with this configuration. */
    default boolean acts(C config) {
        return true;
    }

    /** The filter for one route. If it is a gate as well, that is asked before the request has a thread. Called once for each route of a graph. */
    HttpFilter filter(C config, FeatureContext context);
}
