package io.telpher.balance;

/**
 * How an endpoint of an upstream is doing at one moment.
 *
 * @param address host and port
 * @param weight its share
 * @param healthy whether it is sent work
 * @param detail what the checks said last, for people
 * @param inFlight exchanges that have not ended
 * @param responseNanos the response time that is expected of it, 0 if it never answered
 */
public record EndpointStatus(
        String address, int weight, boolean healthy, String detail, int inFlight, long responseNanos) {}
