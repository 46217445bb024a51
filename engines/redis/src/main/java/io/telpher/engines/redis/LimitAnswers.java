package io.telpher.engines.redis;

import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import java.nio.ByteBuffer;

/**
 * What the script says: the server's time, and for each check whether it is allowed and three numbers, of which a decision is
 * made here, because here it costs Redis nothing.
 */
final class LimitAnswers {
    private static final int HEAD_BYTES = 8;
    private static final int ANSWER_BYTES = 1 + 4 * 8;
    private static final int NANOS_PER_MICRO = 1000;

    private final ByteBuffer reply;

    LimitAnswers(byte[] reply) {
        this.reply = ByteBuffer.wrap(reply);
    }

    /** How many there are. */
    int size() {
        return (reply.capacity() - HEAD_BYTES) / ANSWER_BYTES;
    }

    /** The server's time in microseconds. */
    double nowMicros() {
        return reply.getDouble(0);
    }

    boolean failed(int index) {
        return reply.get(at(index)) > 1;
    }

    boolean allowed(int index) {
        return reply.get(at(index)) == 1;
    }

    long granted(int index) {
        return (long) number(index, 3);
    }

    private static int at(int index) {
        return HEAD_BYTES + index * ANSWER_BYTES;
    }

    private double number(int index, int which) {
        return reply.getDouble(at(index) + 1 + 8 * which);
    }

    /** A decision of the numbers; {@code taken} says whether the cost is in them. */
    Decision decision(LimitAsk ask, int index, boolean taken) {
        return decision(ask, index, allowed(index), taken);
    }

    /** The same for who is refused, though something else was asked. */
    Decision refusal(LimitAsk ask, int index) {
        return decision(ask, index, false, false);
    }

    private Decision decision(LimitAsk ask, int index, boolean allowed, boolean taken) {
        double one = number(index, 0);
        double two = number(index, 1);
        double three = number(index, 2);
        return switch (ask.limit().algorithm()) {
            case TOKEN_BUCKET, GCRA -> bucket(ask, allowed, (long) Math.ceil(one));
            case LEAKY_BUCKET -> queue(ask, allowed, (long) Math.ceil(one), taken);
            case FIXED_WINDOW -> fixed(ask, allowed, (long) one, nanos(two));
            case SLIDING_WINDOW -> sliding(ask, allowed, (long) one, (long) two, nanos(three));
            case SLIDING_LOG -> log(ask, allowed, (long) one, two, three);
        };
    }

    private static long nanos(double micros) {
        return (long) Math.ceil(micros * NANOS_PER_MICRO);
    }

    private static Decision bucket(LimitAsk ask, boolean allowed, long missing) {
        long unit = ask.limit().unitNanos();
        long free = ask.limit().burst() * unit - missing;
        long retry = ask.cost() > ask.limit().burst() ? Decision.NEVER : Math.max(1, ask.cost() * unit - free);
        return new Decision(allowed, Math.max(0, free / unit), missing, allowed ? 0 : retry, 0);
    }

    private static Decision queue(LimitAsk ask, boolean allowed, long queued, boolean taken) {
        long unit = ask.limit().unitNanos();
        long burst = ask.limit().burst();
        long free = burst * unit - queued;
        long remaining = free < 0 ? 0 : Math.min(burst, free / unit + 1);
        long retry = ask.cost() > burst + 1 ? Decision.NEVER : Math.max(1, (ask.cost() - 1) * unit - free);
        if (retry != Decision.NEVER && queued > ask.patienceNanos()) {
            retry = Math.max(retry, queued - ask.patienceNanos());
        }
        long wait = taken ? queued - ask.cost() * unit : queued;
        return new Decision(allowed, remaining, queued, allowed ? 0 : retry, allowed ? wait : 0);
    }

    private static Decision fixed(LimitAsk ask, boolean allowed, long count, long left) {
        long amount = ask.limit().amount();
        long retry = ask.cost() > amount ? Decision.NEVER : left;
        return new Decision(allowed, Math.max(0, amount - count), count == 0 ? 0 : left, allowed ? 0 : retry, 0);
    }

    private static Decision sliding(LimitAsk ask, boolean allowed, long count, long before, long left) {
        Limit limit = ask.limit();
        long period = limit.periodNanos();
        long still = (long) Math.ceil((double) before * left / period);
        long reset = count > 0 ? left + period : before > 0 ? left : 0;
        long remaining = Math.max(0, limit.amount() - count - still);
        return new Decision(allowed, remaining, reset, allowed ? 0 : retry(ask, count, before, left), 0);
    }

    /** In this period if what came before it is in the way, else in the next, when this one is. */
    private static long retry(LimitAsk ask, long count, long before, long left) {
        long period = ask.limit().periodNanos();
        long below = ask.limit().amount() - ask.cost();
        if (below < 0) {
            return Decision.NEVER;
        }
        return below >= count
                ? Math.max(1, left - leftFor(before, below - count, period))
                : left + period - leftFor(count, below, period);
    }

    /** The most time left at which of {@code before} no more than {@code room} counts still. */
    private static long leftFor(long before, long room, long period) {
        return room >= before ? period : (long) ((double) room * period / before);
    }

    private Decision log(LimitAsk ask, boolean allowed, long count, double newest, double blocking) {
        long amount = ask.limit().amount();
        long period = ask.limit().periodNanos();
        long reset = count == 0 ? 0 : nanos(newest - nowMicros()) + period;
        long retry = ask.cost() > amount ? Decision.NEVER : Math.max(1, nanos(blocking - nowMicros()) + period);
        return new Decision(allowed, Math.max(0, amount - count), reset, allowed ? 0 : retry, 0);
    }
}
