package io.telpher.engines.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Who follows which topic, on one connection that subscribes to each topic once. Lettuce subscribes again when it has
 * reconnected; what was published meanwhile is lost.
 */
final class Topics {
    private static final int MAX_FOLLOWERS = 100_000;

    private final String store;
    private final Link<StatefulRedisPubSubConnection<byte[], byte[]>> link;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicInteger followers = new AtomicInteger();

    /** A topic that somebody follows, and Redis's word that we are subscribed. */
    private record Topic(List<Consumer<byte[]>> followers, CompletionStage<Void> subscribed) {}

    Topics(String store, Link<StatefulRedisPubSubConnection<byte[], byte[]>> link) {
        this.store = store;
        this.link = link;
    }

    /** Has followers told of what comes on this connection. */
    StatefulRedisPubSubConnection<byte[], byte[]> heard(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                tell(new String(channel, UTF_8), message);
            }
        });
        return connection;
    }

    private void tell(String name, byte[] message) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.followers.forEach(follower -> follower.accept(message.clone()));
        }
    }

    Subscription follow(String name, Consumer<byte[]> follower) throws Failure, InterruptedException {
        StatefulRedisPubSubConnection<byte[], byte[]> connection = link.connection();
        if (followers.incrementAndGet() > MAX_FOLLOWERS) {
            followers.decrementAndGet();
            throw new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, true, MAX_FOLLOWERS + " follow topics already");
        }
        // A wrapper of its own, so that the same follower may follow twice and leave once.
        Consumer<byte[]> own = message -> follower.accept(message);
        AtomicBoolean left = new AtomicBoolean();
        Subscription subscription = () -> {
            if (left.compareAndSet(false, true)) {
                leave(connection, name, own);
            }
        };
        // Commands are given away within: so they leave in the order in which followers come and go.
        Topic topic = topics.compute(name, (key, known) -> {
            Topic joined = known == null
                    ? new Topic(new CopyOnWriteArrayList<>(), connection.async().subscribe(key.getBytes(UTF_8)))
                    : known;
            joined.followers.add(own);
            return joined;
        });
        try {
            await(topic.subscribed);
            return subscription;
        } catch (Exception e) {
            subscription.close();
            throw e;
        }
    }

    /** Waits by a cell of its own for each follower: a cell wakes one thread. */
    private void await(CompletionStage<Void> subscribed) throws InterruptedException {
        Cell<Boolean> cell = new Cell<>();
        subscribed.whenComplete((nothing, trouble) -> {
            if (trouble == null) {
                cell.complete(true);
            } else {
                cell.fail(Troubles.of(store, trouble));
            }
        });
        cell.join();
    }

    private void leave(
            StatefulRedisPubSubConnection<byte[], byte[]> connection, String name, Consumer<byte[]> follower) {
        followers.decrementAndGet();
        topics.computeIfPresent(name, (key, topic) -> {
            topic.followers.remove(follower);
            if (!topic.followers.isEmpty()) {
                return topic;
            }
            connection.async().unsubscribe(key.getBytes(UTF_8));
            return null;
        });
    }
}
