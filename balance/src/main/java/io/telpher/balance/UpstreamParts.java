package io.telpher.balance;

import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.algorithm.Hash;
import io.telpher.balance.algorithm.Ties;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.HealthConfig;
import io.telpher.core.Endpoint;
import io.telpher.core.Resolver;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Upstream} is made of.
 *
 * @param name its name in the configuration, in logs and metrics
 * @param resolver where its endpoints come from
 * @param balance how calls are shared out
 * @param health how endpoints are checked, or null if they are not
 * @param degradation how endpoints leave and come back
 * @param key what calls that belong together have in common, see {@link Hash}; or to whom they are tied, see
 *     {@link Ties}; asked only for consistent hashing and where there are ties
 * @param services the way to an endpoint. Closed, if it is AutoCloseable, when the endpoint has left and its last exchange
 *     has ended: possibly on an event loop, so that closing must not block. If it is a {@link ForcedClose}, a drain that takes
 *     too long uses that
 * @param traits what may be known of requests and replies
 * @param beforeAttempt is told of every attempt before it is made
 */
public record UpstreamParts<Q, R>(
        String name,
        Resolver resolver,
        BalanceConfig balance,
        @Nullable HealthConfig health,
        Degradation degradation,
        ToLongFunction<? super Q> key,
        Function<Endpoint, ? extends Service<Q, R>> services,
        Traits<Q, R> traits,
        BiConsumer<? super Q, ? super Endpoint> beforeAttempt) {}
