package io.telpher.cache.filter;

import io.telpher.cache.filter.growth.Growth;
import io.telpher.cache.key.CacheKey;
import io.telpher.cache.purge.Changes;
import io.telpher.cache.rules.Decision;
import io.telpher.cache.rules.Decision.Reason;
import io.telpher.cache.store.Entry;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.resilience.coalesce.AcrossNodes;
import io.telpher.resilience.coalesce.CoalesceEvents;
import io.telpher.resilience.coalesce.Coalescing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Fetches that are under way, so that many who ask for the same cause one. A key whose answers were for one only is remembered for a
 * while: who asks for it waits for nobody.
 */
final class Flights {
    /** What makes a request's answer its own: it says on which condition it wants it, or how fresh. */
    private static final FieldNames SPECIAL =
            FieldNames.of(FieldName.IF_MATCH, FieldName.IF_UNMODIFIED_SINCE, FieldName.CACHE_CONTROL, FieldName.PRAGMA);

    private static final FieldNames CONDITIONS = FieldNames.of(FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE);

    private static final Set<Reason> MISSES = EnumSet.of(Reason.URI_MISS, Reason.VARY_MISS, Reason.PARTIAL);

    private static final String RANGE = "\n\nrange ";

    /** Who says who he is often gets what is for him only. */
    private static final FieldNames PERSONAL = FieldNames.of(FieldName.AUTHORIZATION, FieldName.COOKIE);

    private static final String PERSONALLY = "\n\npersonally";

    /** For how many times what one waits at most others can have what a node fetches: it leads for one of them. */
    private static final int SHARED_TIMES = 2;

    private static final CoalesceEvents UNCOUNTED = new CoalesceEvents() {
        @Override
        public void played(Role role) {}

        @Override
        public void begunAnew() {}
    };

    private final FetchTraits traits;
    private final Waiter waiter;
    private final Filter<Asked, Fetched> coalescing;
    private final Marks forOneOnly;
    private final Executor threads;

    Flights(
            CacheSettings settings,
            FetchTraits traits,
            Waiter waiter,
            Executor threads,
            Fetch fetch,
            @Nullable Nodes nodes,
            Changes changes) {
        this.traits = traits;
        this.waiter = waiter;
        this.threads = threads;
        Coalescing<Asked, Fetched> here =
                new Coalescing<>(traits, Asked::flight, waiter, threads, settings.sharing(), UNCOUNTED);
        Filter<Asked, Fetched> looking = here.then((asked, next) -> {
            Fetched further = fetch.further(asked);
            return further == null ? next.call(asked) : further;
        });
        this.coalescing = nodes == null ? looking : looking.then(across(nodes, settings, traits, fetch, changes));
        this.forOneOnly = new Marks(settings.passNanos());
    }

    private AcrossNodes<Asked, Fetched> across(
            Nodes nodes, CacheSettings settings, FetchTraits traits, Fetch fetch, Changes changes) {
        long waitNanos = settings.sharing().waitNanos();
        return new AcrossNodes<>(
                nodes.store(),
                new NodeTraits(traits),
                new FetchedElsewhere(fetch, settings.sharing().bytesMax()),
                asked -> {
                    String since = changes.since(asked.key().uri(), SHARED_TIMES * waitNanos);
                    return since == null ? null : "cache " + nodes.name() + ' ' + digest(asked.everywhere(), since);
                },
                waiter,
                threads,
                nodes.ids(),
                settings.sharing(),
                nodes.events());
    }

    private static String digest(String text, String since) {
        try {
            byte[] all = (text + "\n\n" + since).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all);
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * What those have in common who can have one answer: the key, the range that they want, and what they say in the fields by
     * which what is stored for it is told apart. What was asked for before a purge is not shared by who asks after it, nor by who
     * asks when other caches have done it too.
     */
    static String name(CacheKey key, HttpRequest request, Found found, long moment, long settled) {
        StringBuilder name = new StringBuilder(key.text())
                .append('\n')
                .append(moment)
                .append(' ')
                .append(settled);
        for (Entry entry : found.all()) {
            String told = entry.meta().variant().told(request.fields());
            if (name.indexOf(told) < 0) {
                name.append(told);
            }
        }
        String range = request.fields().joined(FieldName.RANGE);
        if (range != null) {
            name.append(RANGE).append(range).append(' ').append(request.fields().joined(FieldName.IF_RANGE));
        }
        return name.toString();
    }

    /** True if others may have the answer to this request, as far as is known. */
    boolean mayShare(Asked asked, Decision<Entry> decision) {
        HttpRequest request = asked.request();
        boolean reads = request.method().equals(Method.GET) || request.method().equals(Method.QUERY);
        if (!reads || request.fields().containsAny(SPECIAL)) {
            return false;
        }
        boolean shares = switch (decision) {
            case Decision.Forward<Entry>(Reason reason) ->
                MISSES.contains(reason) && !request.fields().containsAny(CONDITIONS);
            case Decision.Validate<Entry> validate -> validate.reason() == Reason.STALE;
            case Decision.Complete<Entry> complete -> true;
            default -> false;
        };
        return shares && !forOneOnly.has(marked(asked), waiter.ticker().nanos());
    }

    Fetched call(Asked asked, Service<Asked, Fetched> fetch) throws Exception {
        return coalescing.call(asked, each -> noted(each, fetch.call(each)));
    }

    /** Remembers what the answer tells of the key: whether it is of use to others. */
    Fetched noted(Asked asked, Fetched fetched) {
        HttpRequest request = asked.request();
        boolean plain = request.method().equals(Method.GET)
                && !request.fields().containsAny(SPECIAL)
                && !request.fields().containsAny(CONDITIONS); // a 304 says nothing of what others get
        switch (fetched) {
            case Fetched.Own own
            when plain && own.response().status() < 500 && own.response().status() != 416 -> mark(asked);
            case Fetched.Shared shared when !traits.fresh(shared.entry()) -> mark(asked);
            case Fetched.Shared shared -> forOneOnly.remove(marked(asked));
            default -> {}
        }
        return fetched;
    }

    private void mark(Asked asked) {
        forOneOnly.add(marked(asked), waiter.ticker().nanos());
    }

    /** What is known of ranges says nothing of the whole, and what one got who is known nothing of strangers. */
    private static String marked(Asked asked) {
        String key = asked.key().text();
        String wanted = asked.request().fields().contains(FieldName.RANGE) ? key + RANGE : key;
        return asked.request().fields().containsAny(PERSONAL) ? wanted + PERSONALLY : wanted;
    }

    /** True if the time of who asks is over. */
    boolean late(Asked asked) {
        long deadline = asked.request().exchange().deadlineNanos();
        return deadline != 0 && deadline - waiter.ticker().nanos() <= 0;
    }

    /** What is in it for somebody. It need not be shared with anybody any more. */
    Fetched forOne(Asked asked, Fetched fetched) {
        if (fetched instanceof Fetched.Shared shared) {
            Fetched mine = alone(asked, shared);
            shared.discard();
            return mine;
        }
        Fetched mine = traits.forOne(asked, fetched);
        if (mine != fetched) {
            fetched.discard();
        }
        return mine;
    }

    /** What no store takes goes as it comes to the one who asked for it. */
    private Fetched alone(Asked asked, Fetched.Shared shared) {
        HttpResponse head = shared.own();
        if (shared.entry() instanceof Growth growth) {
            Body body = head != null && shared.who() == asked.who() ? growth.alone() : null;
            if (body != null && head != null) {
                return shared.ready(head, body);
            }
            if (growth.starts()) {
                threads.execute(growth);
            }
        }
        return traits.forOne(asked, shared);
    }
}
