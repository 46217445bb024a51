package io.telpher.cache.filter.growth;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import org.jspecify.annotations.Nullable;

/** What there is for a reader at a position. */
sealed interface Piece {
    /** What who was cut off gets. */
    Piece TOO_SLOW = new End(new Failure(
            Failure.Side.LOCAL, Failure.Kind.INCOMPLETE, false, "too far behind the others who share the response"));

    /** Some bytes were read. */
    record Some(int bytes) implements Piece {}

    /** There are more in the fill. */
    record InFill(int bytesMax) implements Piece {}

    /** Nothing now: to be waited for. */
    record Later(Cell<Boolean> told) implements Piece {}

    /** Nothing any more. */
    record End(@Nullable Failure failure) implements Piece {}
}
