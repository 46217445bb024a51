package io.telpher.engines.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A Lua script, called by its digest. A server that does not know it (new, restarted, flushed) is sent it with the call, which
 * it has not executed, so that repeating is safe.
 */
final class Script {
    private final String text;
    private final String digest;

    Script(String text) {
        this.text = text;
        this.digest = sha1(text);
    }

    /** The text of a script that stands beside this class. */
    static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** Calls it and gives what it returns, later. */
    <T> CompletionStage<T> call(
            RedisClusterAsyncCommands<byte[], byte[]> commands, ScriptOutputType type, byte[] key, byte[]... values) {
        byte[][] keys = {key};
        return commands.<T>evalsha(digest, type, keys, values)
                .exceptionallyCompose(thrown -> cause(thrown) instanceof RedisNoScriptException
                        ? commands.<T>eval(text, type, keys, values)
                        : CompletableFuture.failedFuture(cause(thrown)));
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
