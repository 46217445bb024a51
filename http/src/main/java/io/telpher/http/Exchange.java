package io.telpher.http;

import io.telpher.core.Failure;
import io.telpher.core.Priority;
import io.telpher.core.Tries;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request and its response while they last: who asked, who served, how often it was tried and how
 * long each phase took. The access log and the metrics read it when the exchange ends. It is written by the thread that
 * serves the request and by its event loop, one after the other, never at once.
 *
 * <p>Times are {@link io.telpher.core.Ticker} nanoseconds; 0 means that it has not happened.
 */
public class Exchange extends Attempted {
    private final Peer peer;
    private final long startedNanos;
    private @Nullable Consumer<HttpResponse> interim;
    private @Nullable Kept kept;

    private String client;
    private @Nullable String route;
    private @Nullable String pathBefore;
    private @Nullable Failure failure;
    private long deadlineNanos;
    private @Nullable Tries tries;
    private long attemptUntilNanos;
    private @Nullable Identity identity;
    private @Nullable String distrust;
    private @Nullable Limited limited;
    private Priority priority = Priority.NORMAL;
    private long limitNanos;
    private long givenNanos;
    private boolean withheld;
    private boolean joined;
    private boolean mirrored;
    private @Nullable String cache;
    private long reserveNanos;
    private @Nullable Exchange through; // by way of which it is served, if not by itself
    private int grpcStatus = -1;

    /** Begins an exchange. */
    public Exchange(Peer peer, long startedNanos) {
        this.peer = peer;
        this.startedNanos = startedNanos;
        this.client = peer.address();
    }

    /** The connection on which the request came. */
    public Peer peer() {
        return peer;
    }

    /** When the request's first byte was here. */
    public long startedNanos() {
        return startedNanos;
    }

    /** The IP address of the client: the connection's, or what a trusted proxy in front says of it. */
    public String client() {
        return client;
    }

    /** Believes that the client is somebody else than the connection's other end. */
    public void client(String address) {
        client = address;
    }

    /** The name of the route that serves it, or null. */
    public @Nullable String route() {
        return route;
    }

    /** Names the route. */
    public void route(String name) {
        route = name;
    }

    /** The path that the client asked for, if its request was given another one; else null. */
    public @Nullable String pathBefore() {
        return pathBefore;
    }

    /** Notes that the request gets another path than this. The first one counts. */
    public void rewriting(String path) {
        pathBefore = pathBefore == null ? path : pathBefore;
    }

    /** When the exchange must be over, whatever is under way then; 0 if it may last. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Sets when it must be over. Of several deadlines the earliest counts. */
    public void deadline(long atNanos) {
        if (deadlineNanos == 0 || atNanos - deadlineNanos < 0) {
            deadlineNanos = atNanos == 0 ? 1 : atNanos;
            limitNanos = 0;
        }
    }

    /** Gives it so long from its beginning: a deadline of our own. */
    public void limit(long nanos) {
        long atNanos = startedNanos + nanos;
        givenNanos = nanos;
        if (deadlineNanos == 0 || atNanos - deadlineNanos < 0) {
            deadline(atNanos);
            limitNanos = nanos;
        }
    }

    /** How long we give it, if that and not the caller's word is its deadline; else 0. */
    public long limitNanos() {
        return limitNanos;
    }

    /** The caller's word is told to nobody further in: others get the answer as well. */
    public void withholdDeadline() {
        withheld = true;
    }

    /** The deadline of which those further in are told; 0 if they are told of none. */
    public long toldDeadlineNanos() {
        if (!withheld || deadlineNanos == 0) {
            return deadlineNanos;
        }
        return givenNanos > 0 ? startedNanos + givenNanos : 0;
    }

    /** It may last, whatever was said before. */
    public void unlimit() {
        deadlineNanos = 0;
        limitNanos = 0;
        Exchange other = through;
        if (other != null) {
            other.unlimit();
        }
    }

    /** Keeps a part of the time for ourselves: whom we ask is given less. */
    public void reserve(long nanos) {
        reserveNanos = nanos;
    }

    /** How much of the time left is kept for ourselves. */
    public long reserveNanos() {
        return reserveNanos;
    }

    // === several attempts ===

    /** Whom its attempts went to, or null if no policy of the route makes attempts. */
    public @Nullable Tries tries() {
        return tries;
    }

    /** When the attempt that is under way must have brought a response's head; 0 if that is not limited. */
    public long attemptUntilNanos() {
        return attemptUntilNanos;
    }

    /** Begins an attempt of a policy's. */
    public void attempt(Tries all, long untilNanos) {
        tries = all;
        attemptUntilNanos = untilNanos;
    }

    /** An exchange for an attempt beside the one that is under way: on the same loop, and nobody logs it. */
    public Exchange beside(Tries elsewhere) {
        return begin(new Exchange(peer, startedNanos), elsewhere);
    }

    /** Makes {@code other} one that stands beside this. */
    protected final Exchange begin(Exchange other, Tries elsewhere) {
        other.tries = elsewhere;
        other.attemptUntilNanos = attemptUntilNanos;
        other.client = client;
        other.interim = interim;
        other.route = route;
        other.pathBefore = pathBefore;
        other.identity = identity;
        other.deadlineNanos = deadlineNanos;
        other.priority = priority;
        other.limitNanos = limitNanos;
        other.givenNanos = givenNanos;
        other.withheld = withheld;
        other.reserveNanos = reserveNanos;
        return other;
    }

    /** The attempt beside was made as well; if it has {@code won}, its response is the one of this exchange. */
    public void took(Exchange beside, boolean won) {
        attempted();
        if (won) {
            lastAttemptOf(beside);
            through = beside;
        }
    }

    // === one call for many ===

    /**
     * An exchange for the same client that no connection waits for, so that it goes on when this one ends. It has the time that
     * we gave, whatever the caller said. Interim responses go to the client for as long as it waits for this one's final response.
     */
    public Exchange detached() {
        return alike(new Exchange(peer, startedNanos));
    }

    /** Gives {@code other} what a detached exchange has from this one. */
    protected final Exchange alike(Exchange other) {
        other.client = client;
        other.interim = interim;
        other.route = route;
        other.pathBefore = pathBefore;
        other.identity = identity;
        other.priority = priority;
        other.reserveNanos = reserveNanos;
        if (givenNanos > 0) {
            other.limit(givenNanos);
        }
        return other;
    }

    /** It has been served by what served {@code other}, which was detached from it. */
    public void servedAs(Exchange other) {
        attemptsOf(other);
        through = other;
    }

    /** It got what was answered to another's request. */
    public void joined() {
        joined = true;
    }

    /** True if it got what was answered to another's request. */
    public boolean hasJoined() {
        return joined;
    }

    /** It is a copy of somebody's request: nobody waits for its answer. */
    public void mirrored() {
        mirrored = true;
    }

    /** True if it is a copy. */
    public boolean isMirrored() {
        return mirrored;
    }

    /** What a cache did for it, in a word such as {@code hit}; null if it passed none. */
    public @Nullable String cache() {
        return cache;
    }

    /** Notes what a cache did for it. */
    public void cache(String word) {
        cache = word;
    }

    /** Who is refused first when not everybody can be served. */
    public Priority priority() {
        return priority;
    }

    /** Says how important it is. */
    public void priority(Priority how) {
        priority = how;
    }

    /** What broke, if something did. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** Notes what broke. The last one counts. */
    public void failure(Failure what) {
        failure = what;
    }

    /** How the call ended in gRPC's numbers, 0 for well; -1 if it was none of gRPC or its end said nothing. */
    public int grpcStatus() {
        return grpcStatus;
    }

    /** Notes how the call ended in gRPC's numbers. */
    public void grpcStatus(int number) {
        grpcStatus = number;
    }

    /** Who a request proved to come from. */
    @FunctionalInterface
    public interface Identity {
        /** What it proved of this name, such as {@code sub}, or null. */
        @Nullable
        String claim(String name);

        /** What tells its proof from all others: whatever depends on who asks is alike for two of one text. No secret. */
        default String proof() {
            return claim("iss") + "\n" + claim("sub");
        }
    }

    /** Notes who the request proved to come from. */
    public void identity(Identity who) {
        identity = who;
    }

    /** Who the request proved to come from, or null if it has proved nothing. */
    public @Nullable Identity identity() {
        return identity;
    }

    /** What the request proved of this name, or null: {@code sub} is who it comes from. */
    public @Nullable String claim(String name) {
        Identity who = identity;
        return who == null ? null : who.claim(name);
    }

    /** What tells the proof of who asks from all others, see {@link Identity#proof}; null if the request has proved nothing. */
    public @Nullable String proof() {
        Identity who = identity;
        return who == null ? null : who.proof();
    }

    /** Why what it showed as a proof was not believed, in a word; null if there is nothing to tell. */
    public @Nullable String distrust() {
        return distrust;
    }

    /** Notes why what it showed as a proof was not believed. */
    public void distrust(String why) {
        distrust = why;
    }

    /** What rate limits said of a request. */
    @FunctionalInterface
    public interface Limited {
        /** What the log tells of it, or null if there is nothing to tell. */
        @Nullable
        String word();
    }

    /** What rate limits said of the request, or null if none was asked. */
    public @Nullable Limited limited() {
        return limited;
    }

    /** Notes what rate limits said. */
    public void limited(Limited what) {
        limited = what;
    }

    /** What serves exchanges and lasts as long as they do, whatever takes its place meanwhile. */
    @FunctionalInterface
    public interface Kept {
        /** An exchange that kept it has ended. Called once for each, on an event loop: must not block. */
        void leave();
    }

    /** Keeps what serves it until it ends. */
    public void keep(Kept what) {
        kept = what;
    }

    /** What it keeps, or null. */
    public @Nullable Kept kept() {
        return kept;
    }

    /** Lets go of what it keeps: for whoever ends it, after all else. */
    protected final void letGo() {
        Kept last = kept;
        kept = null;
        if (last != null) {
            last.leave();
        }
    }

    /** Says where interim responses go: the connection sets this. */
    public void interimTo(Consumer<HttpResponse> sender) {
        interim = sender;
    }

    void early(HttpResponse response) {
        Consumer<HttpResponse> sender = interim;
        if (sender != null) {
            sender.accept(response);
        }
    }
}
