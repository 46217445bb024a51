package io.telpher.gateway.split;

import io.telpher.balance.Shares;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Destination;
import io.telpher.gateway.sticky.StickyConfig;
import io.telpher.gateway.sticky.StickyVariants;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several upstreams as one: each request goes to a variant by weight, always to the same one where the route is sticky, and to
 * another while none of the endpoints of its own is well. If that is so of all, it goes to its own.
 */
public final class Split implements HttpHandler {
    private final List<Destination> variants;
    private final List<Counter> passedOver;
    private final Shares shares;
    private final IntPredicate available;
    private final @Nullable StickyVariants sticky;

    private Split(
            String route,
            SplitConfig config,
            @Nullable StickyConfig sticky,
            Function<String, ? extends Destination> upstreams,
            Metrics metrics) {
        List<String> names = config.upstreams();
        this.variants = names.stream().<Destination>map(upstreams).toList();
        var family = metrics.counter(
                "telpher_split_passed_over_total",
                "Requests that went to another variant because no endpoint of theirs was well.",
                "route",
                "upstream");
        this.passedOver = names.stream().map(name -> family.with(route, name)).toList();
        this.shares = new Shares(names, List.copyOf(config.weights().values()), sticky == null ? "" : sticky.salt());
        this.available = place -> variants.get(place).available();
        this.sticky = sticky == null
                ? null
                : new StickyVariants(sticky, () -> ThreadLocalRandom.current().nextLong());
    }

    /** The way to the upstreams of a route: the upstream itself if there is only one. */
    public static HttpHandler of(
            String route,
            SplitConfig config,
            @Nullable StickyConfig sticky,
            Function<String, ? extends Destination> upstreams,
            Metrics metrics) {
        List<String> names = config.upstreams();
        return names.size() == 1
                ? upstreams.apply(names.getFirst())
                : new Split(route, config, sticky, upstreams, metrics);
    }

    @Override
    public Placement placement() {
        return variants.stream().map(HttpHandler::placement).reduce(Placement.LOOP, Placement::and);
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        StickyVariants kept = sticky;
        if (kept == null) {
            return variants.get(choose(shares::next)).call(request);
        }
        StickyVariants.Draw draw = kept.draw(request);
        HttpResponse response =
                variants.get(choose(usable -> shares.keyed(draw.key(), usable))).call(request);
        return kept.give(request, response, draw);
    }

    private int choose(ToIntFunction<IntPredicate> pick) {
        int own = pick.applyAsInt(_ -> true);
        if (variants.get(own).available()) {
            return own;
        }
        int other = pick.applyAsInt(available);
        if (other == Shares.NONE) {
            return own;
        }
        passedOver.get(own).increment();
        return other;
    }
}
