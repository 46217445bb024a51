package io.telpher.net.flood;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses that offended lately. So many offences are borne at once, and as many again in every minute after; who
 * goes beyond is refused for ten seconds, the next time for twenty, and so on up to ten minutes. Ten minutes without an
 * offence, and it is forgotten. Of bounded size: whoever was not heard of for the longest time goes first. Time is an
 * argument; for any thread.
 */
final class Offenders {
    static final int REMEMBERED_MAX = 4_096;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long FIRST_NANOS = 10_000_000_000L;
    private static final long LONGEST_NANOS = 10 * MINUTE_NANOS;
    private static final long FORGET_NANOS = 10 * MINUTE_NANOS;

    private final int perMinute;
    private final LinkedHashMap<Prefix, Offender> known = new LinkedHashMap<>(16, 0.75f, true);
    private volatile boolean any; // so that whoever knows nobody locks nothing

    /** What is known of one. */
    private static final class Offender {
        private long cleanNanos; // when what it did is made up for
        private long untilNanos; // until when it is refused
        private long nextNanos = FIRST_NANOS; // for how long, the next time

        private Offender(long nowNanos) {
            cleanNanos = nowNanos;
            untilNanos = nowNanos;
        }

        private boolean barred(long nowNanos) {
            return untilNanos - nowNanos > 0;
        }

        private boolean forgotten(long nowNanos) {
            return nowNanos - untilNanos >= FORGET_NANOS && nowNanos - cleanNanos >= FORGET_NANOS;
        }
    }

    /** @param perMinute how many offences of an address are borne in a minute; 0 for any number */
    Offenders(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Blames an address. @return for how many nanoseconds it is refused because of this; 0 if it is not */
    synchronized long blame(Prefix who, Offence what, long nowNanos) {
        if (perMinute == 0) {
            return 0;
        }
        Offender offender = known.get(who);
        if (offender == null || offender.forgotten(nowNanos)) {
            makeRoom(nowNanos);
            offender = new Offender(nowNanos);
            known.put(who, offender);
            any = true;
        }
        if (offender.barred(nowNanos)) {
            return 0; // this comes from before
        }
        long clean = offender.cleanNanos - nowNanos > 0 ? offender.cleanNanos : nowNanos;
        clean += MINUTE_NANOS / perMinute * what.weight() / Offence.WHOLE;
        if (clean - nowNanos <= MINUTE_NANOS) {
            offender.cleanNanos = clean;
            return 0;
        }
        long length = offender.nextNanos;
        offender.nextNanos = Math.min(2 * length, LONGEST_NANOS);
        offender.untilNanos = nowNanos + length;
        offender.cleanNanos = offender.untilNanos;
        return length;
    }

    /** True if this address is refused at the moment. */
    boolean barred(Prefix who, long nowNanos) {
        return any && known(who, nowNanos);
    }

    private synchronized boolean known(Prefix who, long nowNanos) {
        Offender offender = known.get(who);
        return offender != null && offender.barred(nowNanos);
    }

    /** For whoever comes next, and where nobody has been heard of for long enough. */
    private void makeRoom(long nowNanos) {
        Iterator<Map.Entry<Prefix, Offender>> oldest = known.entrySet().iterator();
        while (oldest.hasNext()) {
            Offender offender = oldest.next().getValue();
            if (known.size() < REMEMBERED_MAX && !offender.forgotten(nowNanos)) {
                return;
            }
            oldest.remove();
        }
    }

    /** How many addresses are remembered. */
    synchronized int remembered() {
        return known.size();
    }
}
