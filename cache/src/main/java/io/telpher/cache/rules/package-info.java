/**
 * RFC 9111 as decisions: what may be stored, what answers a request, what an origin's answer does to what is stored. Nothing here
 * waits, reads a clock or touches a byte of content: {@code now} and lengths are told, and what is to be done is the result.
 *
 * <p>The order in which a cache asks, as the tests' {@code SampleCache} does:
 *
 * <ol>
 *   <li>{@link io.telpher.cache.key.KeyRules} makes the key; a store gives all that it has for it, as {@link
 *       io.telpher.cache.rules.Stored};
 *   <li>{@link io.telpher.cache.rules.Deciding} makes a {@link io.telpher.cache.rules.Decision} of it: answer (and perhaps validate
 *       behind), validate, complete, forward, or 504;
 *   <li>an answer's head is made by {@link io.telpher.cache.rules.Heads}, its content read from the store by {@link
 *       io.telpher.cache.rules.Content};
 *   <li>what was asked of the origin comes back as {@link io.telpher.cache.rules.Reply}, and {@link
 *       io.telpher.cache.rules.Updating} makes an {@link io.telpher.cache.rules.Outcome} of it: what the client gets, what is
 *       stored, changed and removed;
 *   <li>{@link io.telpher.cache.rules.Invalidation} says what a request that changes something makes wrong;
 *   <li>{@link io.telpher.cache.rules.CacheStatus} tells.
 * </ol>
 */
@NullMarked
package io.telpher.cache.rules;

import org.jspecify.annotations.NullMarked;
