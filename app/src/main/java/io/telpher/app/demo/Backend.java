package io.telpher.app.demo;

import java.util.concurrent.atomic.AtomicLong;

/** What is known of one endpoint of the demo: a name, a colour, how it behaves and what it has served. */
final class Backend {
    private final String name;
    private final String colour;
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong checks = new AtomicLong();
    private volatile Behaviour behaviour = new Behaviour.Well();

    Backend(String name, String colour) {
        this.name = name;
        this.colour = colour;
    }

    String name() {
        return name;
    }

    /** As CSS writes it. */
    String colour() {
        return colour;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    void behave(Behaviour other) {
        behaviour = other;
    }

    /** Counts a request that it answered. */
    long serve() {
        return served.incrementAndGet();
    }

    long served() {
        return served.get();
    }

    /** Counts a health check. */
    void check() {
        checks.incrementAndGet();
    }

    long checks() {
        return checks.get();
    }
}
