package io.telpher.balance;

import io.telpher.balance.algorithm.Hash;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;

/**
 * One of several by weight. With a key: the same one for the same key for as long as the weights stay, in every process.
 * Without: each as often as its weight says.
 *
 * <p>With a key it is a race (weighted rendezvous hashing): key and name make a time for each, the heavier the earlier, and
 * the earliest wins. So the order of the names makes no difference, a name that joins or grows takes keys from all others
 * and no key moves between those, and the keys of one that may not be picked are shared out by weight among the rest and
 * return with it. Between two names exactly the share moves by which the weights change; among more, less than twice the
 * least possible (Moulton and Jiang 2018).
 */
public final class Shares {
    /** Nobody may be picked. */
    public static final int NONE = -1;

    private static final double TO_UNIT = 0x1p-53;

    private final long[] seeds;
    private final int[] weights;
    private final AtomicLong turns = new AtomicLong();

    /**
     * Names and their weights, in the same order.
     *
     * @param salt shares of different salts draw independently
     */
    public Shares(List<String> names, List<Integer> weights, String salt) {
        this.seeds =
                names.stream().mapToLong(name -> Hash.of(salt + '\n' + name)).toArray();
        this.weights = weights.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The place of the one to whom {@code key} belongs among those that are usable, or {@link #NONE}. Weight 0 gets nothing. */
    public int keyed(long key, IntPredicate usable) {
        int first = NONE;
        double earliest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < seeds.length; i++) {
            if (weights[i] > 0 && usable.test(i)) {
                double unit = ((Hash.mix(seeds[i] ^ Hash.mix(key)) >>> 11) + 1) * TO_UNIT; // above 0, at most 1
                double time = -StrictMath.log(unit)
                        / weights[i]; // exponential: who is twice as heavy comes first twice as often
                if (first == NONE || time < earliest) {
                    first = i;
                    earliest = time;
                }
            }
        }
        return first;
    }

    /** The place of the next one among those that are usable, evenly spread, or {@link #NONE}. Weight 0 gets nothing. */
    public int next(IntPredicate usable) {
        long all = 0;
        for (int i = 0; i < weights.length; i++) {
            all += usable.test(i) ? weights[i] : 0;
        }
        // Steps of the golden ratio: any run of them lies evenly on the line of the weights.
        long left = Hash.below(all, turns.getAndAdd(Hash.GOLDEN));
        int last = NONE;
        for (int i = 0; i < weights.length && left >= 0; i++) {
            if (weights[i] > 0 && usable.test(i)) {
                last = i;
                left -= weights[i];
            }
        }
        return last;
    }
}
