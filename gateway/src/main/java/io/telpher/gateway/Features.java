package io.telpher.gateway;

import io.telpher.gateway.bulkhead.BulkheadFeature;
import io.telpher.gateway.cache.CacheFeature;
import io.telpher.gateway.coalesce.CoalesceFeature;
import io.telpher.gateway.files.FilesFeature;
import io.telpher.gateway.headers.HeadersFeature;
import io.telpher.gateway.host.HostFeature;
import io.telpher.gateway.hsts.HstsFeature;
import io.telpher.gateway.idempotency.IdempotencyFeature;
import io.telpher.gateway.jwt.JwtFeature;
import io.telpher.gateway.mirror.MirrorFeature;
import io.telpher.gateway.priority.PriorityFeature;
import io.telpher.gateway.ratelimit.RateLimitFeature;
import io.telpher.gateway.ratelimit.UserLimitFeature;
import io.telpher.gateway.ratelimitservice.ServiceFeature;
import io.telpher.gateway.redirect.RedirectFeature;
import io.telpher.gateway.respond.RespondFeature;
import io.telpher.gateway.retry.RetryFeature;
import io.telpher.gateway.rewrite.RewriteFeature;
import io.telpher.gateway.timeout.TimeoutFeature;
import java.util.List;

/** The order in which features act. */
public final class Features {
    /** Every feature, outermost first. */
    public static final List<Feature<?>> OUTERMOST_FIRST = List.of(
            new TimeoutFeature(), // all that follows is within it
            new HstsFeature(), // on every answer, ours included
            new PriorityFeature(), // whatever refuses must know whom to refuse first
            new HeadersFeature(), // what it sets on responses is on ours, too
            new RateLimitFeature(), // by address and key: refusing is cheap, so before all that acts, and before
            // identity
            new JwtFeature(), // everything below may ask who it is, and nothing below is for who may not pass
            new UserLimitFeature(), // by user and claim: needs the identity
            new RedirectFeature(), // by the path that the client asked for, so before it is rewritten
            new RespondFeature(), // nothing further in is needed
            new ServiceFeature(), // answers proxies, and nothing further in is needed
            new CacheFeature(), // by the URL that clients see; what it answers costs nothing further in, not even a
            // place
            new BulkheadFeature(), // before anything costs more; a place is held across all that follows
            new RewriteFeature(), // what comes now sees the upstream's path
            new HostFeature(), // the last word on whom we ask for
            new CoalesceFeature(), // identical is what the upstream would be asked the same
            new FilesFeature(), // answers in the upstream's place
            new IdempotencyFeature(), // one execution, however often it is tried further in
            new RetryFeature(), // each attempt goes through what stands further in
            new MirrorFeature()); // copies what goes to the upstream, as it gets it

    private Features() {}
}
