package io.telpher.engines.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.telpher.core.Failure;
import io.telpher.core.SharedObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A room of objects on Redis, all of it on one server. Each call is one round trip by a script, which also says what each key of
 * Redis holds; a purge of many takes several, each a slice.
 */
final class RedisObjects implements SharedObjects {
    private static final Script SCRIPT = new Script(Script.resource("objects.lua"));
    private static final byte[] FIELD = {'c'};
    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final String base;
    private final long bytesMax;

    /** @param bytesMax how much the room takes */
    RedisObjects(Connection connection, String prefix, String name, long bytesMax) {
        this.connection = connection;
        this.base = prefix + '{' + "objects:" + name + '}';
        this.bytesMax = bytesMax;
    }

    /** What the script says: the room, and what was done there. */
    private record Said(Room room, Object result) {
        Done done() {
            return new Done(room, (Long) result);
        }
    }

    private Said call(byte[]... arguments) throws Failure, InterruptedException {
        List<Object> answer = connection.await(
                SCRIPT.call(connection.commands(), ScriptOutputType.MULTI, base.getBytes(UTF_8), arguments));
        if (answer == null || answer.size() != 2) {
            throw Failure.upstream(Failure.Kind.PROTOCOL, false, connection.called() + ": no answer of the script");
        }
        List<?> room = (List<?>) answer.get(0);
        return new Said(
                new Room((Long) room.get(0), (Long) room.get(1), (Long) room.get(2), (Long) room.get(3), (Long)
                        room.get(4)),
                answer.get(1));
    }

    @Override
    public Found find(Key key) throws Failure, InterruptedException {
        Said said = call(bytes("find"), bytes(key));
        List<Kept> objects = new ArrayList<>();
        for (Object each : (List<?>) said.result) {
            List<?> object = (List<?>) each;
            objects.add(new Kept(
                    text(object.get(0)), (Long) object.get(1), (Long) object.get(2), (byte[]) object.get(3), (byte[])
                            object.get(4)));
        }
        return new Found(said.room, objects);
    }

    @Override
    public byte @Nullable [] content(String id) throws Failure, InterruptedException {
        return connection.await(connection.commands().hget(bytes(base + ":o:" + id), FIELD));
    }

    @Override
    public Done put(Draft draft) throws Failure, InterruptedException {
        List<byte[]> arguments = new ArrayList<>(List.of(
                bytes("put"),
                bytes(draft.id()),
                bytes(draft.key()),
                bytes(draft.slot()),
                draft.facts().head(),
                draft.content(),
                bytes(draft.facts().leaseMillis()),
                bytes(draft.moment()),
                bytes(Objects.requireNonNullElse(draft.onto(), "")),
                bytes(bytesMax)));
        return labelled(arguments, draft.facts());
    }

    @Override
    public Done update(String id, Facts facts, long moment) throws Failure, InterruptedException {
        List<byte[]> arguments = new ArrayList<>(
                List.of(bytes("update"), bytes(id), facts.head(), bytes(facts.leaseMillis()), bytes(moment)));
        return labelled(arguments, facts);
    }

    private Done labelled(List<byte[]> arguments, Facts facts) throws Failure, InterruptedException {
        facts.labels().forEach(label -> arguments.add(bytes(label)));
        return call(arguments.toArray(byte[][]::new)).done();
    }

    @Override
    public Done remove(String id) throws Failure, InterruptedException {
        return call(bytes("remove"), bytes(id)).done();
    }

    @Override
    public Done purge(Scope scope, String name, boolean soft) throws Failure, InterruptedException {
        byte[] cursor = NOTHING;
        byte[] until = NOTHING;
        long count = 0;
        while (true) {
            Said said = call(bytes("purge"), bytes(scope.name()), bytes(name), bytes(soft ? 1 : 0), cursor, until);
            List<?> slice = (List<?>) said.result;
            count += (Long) slice.get(0);
            cursor = (byte[]) slice.get(1);
            until = bytes((Long) slice.get(2));
            if (cursor.length == 0) {
                return new Done(said.room, count);
            }
        }
    }

    private static byte[] bytes(Key key) {
        return bytes(key.name() + '\0' + key.more());
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, UTF_8);
    }
}
