/**
 * Who of a list serves the next call. A {@link io.telpher.balance.algorithm.Balancer} knows of its candidates no more than
 * {@link io.telpher.balance.algorithm.Candidate} tells: a new one is a class here and a word of
 * {@link io.telpher.balance.algorithm.Algorithm}, and is proved by the contract test of all.
 */
@NullMarked
package io.telpher.balance.algorithm;

import org.jspecify.annotations.NullMarked;
