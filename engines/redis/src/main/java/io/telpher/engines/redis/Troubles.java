package io.telpher.engines.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.PartitionSelectorException;
import io.telpher.core.Failure;
import java.util.concurrent.CompletionException;

/** What Lettuce throws, in our words. */
final class Troubles {
    private Troubles() {}

    /** Describes trouble with a store. */
    static Failure of(String store, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case Failure failure -> failure;
            case RedisCommandTimeoutException late ->
                Failure.upstream(Failure.Kind.READ_TIMEOUT, false, store + ": no answer in time");
            case RedisCommandInterruptedException stopped ->
                Failure.upstream(Failure.Kind.CANCELLED, false, store + ": interrupted");
            case RedisConnectionException unconnected ->
                Failure.upstream(Failure.Kind.REFUSED, true, store + ": not connected");
            case RedisCommandExecutionException refused -> refused(store, String.valueOf(refused.getMessage()));
            case PartitionSelectorException nobody ->
                Failure.upstream(Failure.Kind.NO_ENDPOINT, true, store + ": no server has the slot");
            case RedisException closed
            when unsent(closed) -> Failure.upstream(Failure.Kind.REFUSED, true, store + ": not connected");
            default -> Failure.upstream(Failure.Kind.RESET, false, store + ": the connection broke");
        };
    }

    /** Lettuce says this of a command that it has not begun to send. */
    private static boolean unsent(RedisException thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.contains("not connected") || message.contains("Connection is closed");
    }

    private static Failure refused(String store, String message) {
        String word = message.split(" ", 2)[0];
        return switch (word) {
            case "OOM" -> Failure.upstream(Failure.Kind.LIMIT, true, store + ": out of memory");
            case "CLUSTERDOWN", "LOADING", "MASTERDOWN", "TRYAGAIN", "READONLY" ->
                Failure.upstream(Failure.Kind.NO_ENDPOINT, true, store + ": " + word);
            default -> Failure.upstream(Failure.Kind.PROTOCOL, false, store + ": " + message);
        };
    }
}
