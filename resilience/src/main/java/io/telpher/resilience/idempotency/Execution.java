package io.telpher.resilience.idempotency;

import io.telpher.core.Cell;
import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** One execution of a call, on a thread of its own: whoever waits for it may go. */
final class Execution<R> {
    private final Claim claim;
    private final Answers<R> answers;
    private final Waiter waiter;
    private final ThreadFactory threads;
    private final Cell<OnceResult<R>> result = new Cell<>();
    private final Cell<Boolean> over = new Cell<>();
    private @Nullable Subscription firstRenewal; // set once, before the execution begins

    Execution(Claim claim, Answers<R> answers, Waiter waiter, ThreadFactory threads) {
        this.claim = claim;
        this.answers = answers;
        this.waiter = waiter;
        this.threads = threads;
    }

    OnceResult<R> run(Callable<R> first) throws InterruptedException {
        firstRenewal = waiter.after(
                claim.renewNanos(), () -> threads.newThread(this::keep).start());
        threads.newThread(() -> execute(first)).start();
        return result.join();
    }

    private void execute(Callable<R> first) {
        boolean answered = false;
        try {
            R reply = first.call();
            if (answers.isFinal(reply)) {
                Answers.Taken<R> taken = answers.take(reply);
                stop();
                claim.answer(taken.bytes());
                answered = true;
                reply = taken.reply();
            }
            finish(answered);
            result.complete(new OnceResult.Executed<>(reply));
        } catch (Throwable thrown) { // whatever it is, the key is given back and the caller learns of it
            try {
                finish(answered);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            result.fail(thrown);
        }
    }

    private void finish(boolean answered) throws InterruptedException {
        stop();
        if (!answered) {
            claim.release();
        }
    }

    /** Renews the claim until the execution is over; only those that last have a thread for it. */
    private void keep() {
        try {
            while (!over.isDone()) {
                if (!claim.renew() && !over.isDone()) {
                    claim.lost();
                    return;
                }
                waiter.await(over, claim.renewNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        over.complete(true);
        Subscription timer = firstRenewal;
        if (timer != null) {
            timer.close();
        }
    }
}
