package io.telpher.gateway.jwt;

import io.telpher.core.Cell;
import io.telpher.gateway.jwt.Finding.Bad;
import io.telpher.gateway.jwt.Finding.Good;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Finds out about tokens: what was found to be right before is known by the token's digest until it expires or the keys change; a
 * signature is verified on another thread than the event loop's, for it takes up to a millisecond.
 */
final class Verifier {
    /** How many tokens are remembered, and how long they are together. */
    static final int TOKENS_MAX = 10_000;

    static final long CHARACTERS_MAX = 16L << 20;

    private final TokenRules rules;
    private final Keys keys;
    private final Verification verification;
    private final InstantSource calendar;
    private final Executor workers;
    private final Remembered remembered = new Remembered(TOKENS_MAX, CHARACTERS_MAX);

    /** @param workers runs a task, not on an event loop */
    Verifier(TokenRules rules, Keys keys, InstantSource calendar, Executor workers) {
        this.rules = rules;
        this.keys = keys;
        this.verification = new Verification(rules);
        this.calendar = calendar;
        this.workers = workers;
    }

    TokenRules rules() {
        return rules;
    }

    /** What is remembered of a token, or null: then it has to be {@linkplain #verify verified}. Does not wait. */
    @Nullable
    Finding recall(String digest) {
        Remembered.Entry known = remembered.find(digest);
        if (known == null || known.by() != keys.here()) {
            return null;
        }
        boolean over = seconds() - rules.leeway().toSeconds() >= known.claims().expirySeconds();
        return over ? new Bad(Fault.EXPIRED) : new Good(known.claims());
    }

    /** What is to be said of a token. Waits: for a thread that verifies, and for keys. */
    Finding verify(String token, String digest) throws InterruptedException {
        KeySet set = keys.here();
        if (set == null) {
            set = keys.newer(null);
        }
        if (set == null) {
            return new Bad(Fault.NO_KEYS);
        }
        Finding finding = verify(token, digest, set);
        if (!(finding instanceof Bad(Fault fault)) || fault != Fault.UNKNOWN_KEY) {
            return finding;
        }
        KeySet newer = keys.newer(set);
        return newer == null || newer == set ? finding : verify(token, digest, newer);
    }

    private Finding verify(String token, String digest, KeySet set) throws InterruptedException {
        Cell<Finding> cell = new Cell<>();
        workers.execute(() -> {
            try {
                cell.complete(verification.judge(token, digest, set, seconds()));
            } catch (Throwable bug) { // whoever waits is told
                cell.fail(bug);
            }
        });
        Finding finding = cell.join();
        if (finding instanceof Good(Claims claims)) {
            remembered.keep(digest, new Remembered.Entry(claims, set, token.length()));
        }
        return finding;
    }

    private long seconds() {
        return Math.floorDiv(calendar.millis(), 1_000L);
    }

    /** What tells a token from all others and is none: whoever sees it cannot use it. */
    static String digest(String token) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
