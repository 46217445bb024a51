package io.telpher.engines.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.telpher.core.Failure;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shared values on Redis: a value is a string with a time to live ({@code SET PX}, {@code NX}), what depends on the value is a
 * script, a topic is a channel of its publish and subscribe, a log is a stream. What one node has put another reads, but a primary that dies
 * may take its last writes with it: leases on Redis are advice to well-behaved nodes, no proof.
 */
final class RedisStore implements SharedStore {
    private static final Script REPLACE = new Script("""
            if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
            return 1
            """);
    private static final Script REMOVE = new Script("""
            if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('del', KEYS[1])
            """);
    private static final Script APPEND = new Script("""
            local place = redis.call('xadd', KEYS[1], 'maxlen', ARGV[2], '*', 'e', ARGV[1])
            redis.call('pexpire', KEYS[1], ARGV[3])
            return place
            """);
    private static final Script LAST = new Script("""
            return redis.call('xrevrange', KEYS[1], '+', '-', 'count', 1)
            """);
    private static final Script AFTER = new Script("""
            redis.call('pexpire', KEYS[1], ARGV[3])
            return redis.call('xrange', KEYS[1], ARGV[1], '+', 'count', ARGV[2])
            """);
    private static final Pattern PLACE = Pattern.compile("\\d{1,19}-\\d{1,19}");
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String prefix;
    private final Connection connection;
    private final Topics topics;

    RedisStore(String prefix, Connection connection, Topics topics) {
        this.prefix = prefix;
        this.connection = connection;
        this.topics = topics;
    }

    @Override
    public byte @Nullable [] read(String key) throws Failure, InterruptedException {
        return connection.await(commands().get(bytes(key)));
    }

    @Override
    public void put(String key, byte[] value, long leaseNanos) throws Failure, InterruptedException {
        connection.await(commands().set(bytes(key), value, SetArgs.Builder.px(millis(leaseNanos))));
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value, long leaseNanos) throws Failure, InterruptedException {
        SetArgs lease = SetArgs.Builder.px(millis(leaseNanos)).nx();
        return connection.await(commands().set(bytes(key), value, lease)) != null;
    }

    @Override
    public boolean replace(String key, byte[] expected, byte[] value, long leaseNanos)
            throws Failure, InterruptedException {
        byte[] lease = number(millis(leaseNanos));
        return yes(connection.await(
                REPLACE.<Long>call(commands(), ScriptOutputType.INTEGER, bytes(key), expected, value, lease)));
    }

    @Override
    public boolean remove(String key, byte[] expected) throws Failure, InterruptedException {
        return yes(connection.await(REMOVE.<Long>call(commands(), ScriptOutputType.INTEGER, bytes(key), expected)));
    }

    @Override
    public void publish(String topic, byte[] message) throws Failure, InterruptedException {
        connection.await(commands().publish(bytes(topic), message));
    }

    @Override
    public Subscription follow(String topic, Consumer<byte[]> follower) throws Failure, InterruptedException {
        return topics.follow(prefix + topic, follower);
    }

    @Override
    public String append(String log, byte[] entry, int kept, long leaseNanos) throws Failure, InterruptedException {
        byte[] place = connection.await(APPEND.<byte[]>call(
                commands(), ScriptOutputType.VALUE, bytes(log), entry, number(kept), number(millis(leaseNanos))));
        return new String(Objects.requireNonNull(place), UTF_8);
    }

    @Override
    public @Nullable String last(String log) throws Failure, InterruptedException {
        List<Object> found = connection.await(LAST.call(commands(), ScriptOutputType.MULTI, bytes(log)));
        return found == null || found.isEmpty()
                ? null
                : logged(found.getFirst()).place();
    }

    @Override
    public @Nullable List<Logged> after(String log, String place, int max, long leaseNanos)
            throws Failure, InterruptedException {
        if (!PLACE.matcher(place).matches()) {
            return null; // of another store than this
        }
        List<Object> found = connection.await(AFTER.call(
                commands(),
                ScriptOutputType.MULTI,
                bytes(log),
                place.getBytes(UTF_8),
                number(max + 1L),
                number(millis(leaseNanos))));
        if (found == null
                || found.isEmpty()
                || !logged(found.getFirst()).place().equals(place)) {
            return null;
        }
        return found.stream().skip(1).map(RedisStore::logged).toList();
    }

    /** An entry of a stream: its place, and a list of names and values. */
    private static Logged logged(Object entry) {
        List<?> pair = (List<?>) entry;
        List<?> fields = (List<?>) pair.get(1);
        return new Logged(new String((byte[]) pair.get(0), UTF_8), (byte[]) fields.get(1));
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    private RedisClusterAsyncCommands<byte[], byte[]> commands() throws Failure {
        return connection.commands();
    }

    private byte[] bytes(String name) {
        return (prefix + name).getBytes(UTF_8);
    }

    private static boolean yes(@Nullable Long answer) {
        return answer != null && answer == 1;
    }

    /** Rounded up: a lease is at least as long as it was asked for. */
    private static long millis(long nanos) {
        return Math.max(1, Math.ceilDiv(nanos, NANOS_PER_MILLI));
    }
}
