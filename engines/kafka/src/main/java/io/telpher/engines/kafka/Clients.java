package io.telpher.engines.kafka;

import io.telpher.core.Failure;
import io.telpher.core.SharedStore.Logged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's clients for one topic. They block their thread, and only one uses them. */
final class Clients implements AutoCloseable {
    private static final String RETENTION_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(30));
    private static final short AS_THE_BROKER_SAYS = -1;

    private final String topic;
    private final TopicPartition partition;
    private final Duration limit;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    /** They connect when they are asked for something. */
    Clients(KafkaConfig config, Properties settings) {
        this.topic = config.topic();
        this.partition = new TopicPartition(topic, 0);
        this.limit = Settings.limit(config);
        this.admin = Admin.create(Settings.admin(config, settings));
        this.consumer = new KafkaConsumer<>(
                Settings.consumer(config, settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                Settings.producer(config, settings), new ByteArraySerializer(), new ByteArraySerializer());
        consumer.assign(List.of(partition));
    }

    /** The client ends each call in time by itself: {@link Settings}. */
    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The topic's id. It is made if it is not there. */
    private String id() throws Exception {
        return id(described());
    }

    private String id(Future<TopicDescription> described) throws Exception {
        try {
            return known(await(described));
        } catch (UnknownTopicOrPartitionException e) {
            return made();
        }
    }

    private Future<TopicDescription> described() {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    }

    private String known(TopicDescription told) throws Failure {
        if (told.partitions().size() != 1) {
            throw Failure.upstream(
                    Failure.Kind.PROTOCOL,
                    false,
                    "the topic " + topic + " has " + told.partitions().size() + " partitions, expected one");
        }
        return told.topicId().toString();
    }

    /** Makes it. The answer is its id: a broker that is asked right afterwards may not know it yet. */
    private String made() throws Exception {
        NewTopic wanted = new NewTopic(topic, 1, AS_THE_BROKER_SAYS)
                .configs(Map.of("cleanup.policy", "delete", "retention.ms", RETENTION_MILLIS));
        try {
            return await(admin.createTopics(List.of(wanted)).topicId(topic)).toString();
        } catch (TopicExistsException e) { // another node was faster
            return known(await(described()));
        }
    }

    String append(byte[] entry) throws Exception {
        String id = id();
        return new Place(
                        id,
                        await(producer.send(new ProducerRecord<>(topic, 0, null, entry)))
                                .offset())
                .text();
    }

    @Nullable
    String last() throws Exception {
        String id = id();
        long end = end();
        return end == begin() ? null : new Place(id, end - 1).text();
    }

    private long begin() {
        return consumer.beginningOffsets(List.of(partition), limit).getOrDefault(partition, 0L);
    }

    private long end() {
        return consumer.endOffsets(List.of(partition), limit).getOrDefault(partition, 0L);
    }

    /** The end, or null if nobody said where it is: perhaps there is no topic. */
    private @Nullable Long endOrNull() {
        try {
            return end();
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            return null;
        }
    }

    /** Where nothing is new, which is mostly, it takes one round trip: two clients ask at the same time. */
    @Nullable
    List<Logged> after(Place place, int max) throws Exception {
        Future<TopicDescription> described = described();
        Long end = endOrNull();
        if (!place.topic().equals(id(described))) {
            return null;
        }
        if (end == null) {
            throw new TimeoutException();
        }
        try {
            return place.offset() >= end ? null : read(place, end, max);
        } catch (OffsetOutOfRangeException forgotten) {
            return null;
        }
    }

    private @Nullable List<Logged> read(Place place, long end, int max) throws TimeoutException {
        List<Logged> found = new ArrayList<>();
        long next = place.offset() + 1;
        consumer.seek(partition, next);
        while (next < end && found.size() < max) {
            List<ConsumerRecord<byte[], byte[]>> some = consumer.poll(limit).records(partition);
            if (some.isEmpty()) {
                throw new TimeoutException();
            }
            for (ConsumerRecord<byte[], byte[]> each : some) {
                if (each.offset() > next) {
                    return null; // what was between has just been forgotten
                }
                next = each.offset() + 1;
                if (found.size() < max) {
                    found.add(new Logged(new Place(place.topic(), each.offset()).text(), each.value()));
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
        admin.close(Duration.ZERO);
    }
}
