package io.telpher.http;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request method (RFC 9110 §9). Methods are case-sensitive.
 *
 * @param name the token
 * @param safe true if it asks for no change (§9.2.1)
 * @param idempotent true if executing it twice is as executing it once (§9.2.2)
 */
public record Method(String name, boolean safe, boolean idempotent) {
    public static final Method GET = new Method("GET", true, true);
    public static final Method HEAD = new Method("HEAD", true, true);
    public static final Method POST = new Method("POST", false, false);
    public static final Method PUT = new Method("PUT", false, true);
    public static final Method DELETE = new Method("DELETE", false, true);
    public static final Method CONNECT = new Method("CONNECT", false, false);
    public static final Method OPTIONS = new Method("OPTIONS", true, true);
    public static final Method TRACE = new Method("TRACE", true, true);
    public static final Method PATCH = new Method("PATCH", false, false);
    /** A GET whose question is its content (RFC 10008). */
    public static final Method QUERY = new Method("QUERY", true, true);

    private static final Map<String, Method> KNOWN = Stream.of(
                    GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH, QUERY)
            .collect(Collectors.toUnmodifiableMap(Method::name, method -> method));

    /** The method of this name; one that nobody registered is neither safe nor idempotent. */
    public static Method of(String name) {
        Method known = KNOWN.get(name);
        return known != null ? known : new Method(name, false, false);
    }

    /** By hand: a record compares by method handles, and requests are compared at every step. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Method method && name.equals(method.name));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
