package io.telpher.balance.health;

/**
 * How an endpoint of an upstream is doing at one moment.
 *
 * @param address host and port
 * @param weight its share
 * @param state where it stands
 * @param percent the part of its share that it gets
 * @param detail why, for people: what the checks said last, how far it is
 * @param inFlight exchanges that have not ended
 * @param responseNanos the response time that is expected of it, 0 if it never answered
 */
public record EndpointStatus(
        String address, int weight, EndpointState state, int percent, String detail, int inFlight, long responseNanos) {

    /** Whether it is sent new work. */
    public boolean healthy() {
        return state.serves();
    }
}
