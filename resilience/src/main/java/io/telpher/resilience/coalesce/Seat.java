package io.telpher.resilience.coalesce;

import io.telpher.core.Cell;

/** The place of one call in a {@link Flight}: what becomes of it is told here. */
final class Seat<Q, R> extends Cell<Seat.Landing<R>> {
    /** What becomes of a seat. */
    sealed interface Landing<R> {
        /** A reply of its own. */
        record Reply<R>(R reply) implements Landing<R> {}

        /** The reply is not for it: it goes by itself. */
        record Alone<R>() implements Landing<R> {}

        /** The flight failed. */
        record Failed<R>(Exception why) implements Landing<R> {}

        /** It has left. */
        record Left<R>() implements Landing<R> {}
    }

    final Flight<Q, R> flight;
    final Q request;
    final boolean first;

    Seat(Flight<Q, R> flight, Q request, boolean first) {
        this.flight = flight;
        this.request = request;
        this.first = first;
    }
}
