package io.telpher.app.alert;

import io.telpher.balance.health.EndpointEvent;
import io.telpher.core.Component;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.HttpHandler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events and has them posted, one after the other, by a thread of its own. Nobody waits for it: while the webhook is
 * slow or away, up to {@value #WAITING_MAX} messages wait, and whatever comes then is dropped and counted.
 */
public final class Alerts implements Consumer<EndpointEvent>, Component {
    /** How many messages may wait. */
    static final int WAITING_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger("telpher.alerts");

    private final BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final String ids = "msg_" + UUID.randomUUID() + "_";
    private final AtomicLong sequence = new AtomicLong();
    private final Waiter waiter;
    private final InstantSource calendar;
    private final Counter sent;
    private final Counter failed;
    private final Counter dropped;
    private volatile @Nullable Courier courier;
    private @Nullable Thread thread;

    /** Tells nobody yet. */
    public Alerts(Waiter waiter, InstantSource calendar, Metrics metrics) {
        this.waiter = waiter;
        this.calendar = calendar;
        this.sent = metrics.counter("telpher_alerts_sent_total", "Messages that the webhook took.")
                .with();
        this.failed = metrics.counter("telpher_alerts_failed_total", "Messages that it did not take in any attempt.")
                .with();
        this.dropped = metrics.counter("telpher_alerts_dropped_total", "Messages for which there was no room.")
                .with();
    }

    /**
     * Gets ready to tell somebody else, or nobody: from when what it returns is run.
     *
     * @param client the way to the webhook; null if there is none
     * @throws IOException if the file of the secret cannot be used
     */
    public Runnable telling(@Nullable AlertConfig config, @Nullable HttpHandler client) throws IOException {
        Courier next = config == null || client == null
                ? null
                : new Courier(
                        config, config.secretFile() == null ? null : Signature.of(config.secretFile()), client, waiter);
        return () -> courier = next;
    }

    @Override
    public void accept(EndpointEvent event) {
        if (courier == null) {
            return;
        }
        Message message = new Message(ids + sequence.incrementAndGet(), calendar.instant(), event);
        if (!waiting.offer(message)) {
            dropped.increment();
        }
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("alerts").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Message message = waiting.take();
                Courier now = courier;
                if (now != null) {
                    post(now, message);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} alerts were not sent: we are stopping", waiting.size());
        }
    }

    private void post(Courier now, Message message) throws InterruptedException {
        String trouble = now.deliver(message);
        if (trouble == null) {
            sent.increment();
        } else {
            failed.increment();
            LOG.warn(
                    "{} did not take the alert that {} {} of {} is {}: {}",
                    now.config().webhook(),
                    message.event().endpoint().isEmpty() ? "upstream" : "endpoint",
                    message.event().endpoint(),
                    message.event().upstream(),
                    message.event().kind().word(),
                    trouble);
        }
    }

    @Override
    public synchronized void close() {
        courier = null;
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }
}
