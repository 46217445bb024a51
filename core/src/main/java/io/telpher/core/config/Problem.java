package io.telpher.core.config;

/**
 * A mistake in a configuration, or something that is probably one.
 *
 * @param severity whether it stops us
 * @param location where it stands
 * @param path the way to it from the top, such as {@code upstreams.web.health.interval}
 * @param message what was found and what was expected, for people
 */
public record Problem(Severity severity, Location location, String path, String message) {

    /** How bad it is. */
    public enum Severity {
        /** The configuration cannot be used. */
        ERROR,
        /** It can, but this is probably not what was meant. */
        WARNING
    }

    @Override
    public String toString() {
        String where = path.isEmpty() ? "" : path + ": ";
        return location + ": " + (severity == Severity.ERROR ? "error: " : "warning: ") + where + message;
    }
}
