package io.telpher.gateway.jwt;

import io.telpher.core.Waiter;
import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/** Finds out who asks, by tokens. What needs the library for it is loaded by the first route that has the key. */
public final class JwtFeature implements Feature<JwtConfig> {

    @Override
    public String key() {
        return "jwt";
    }

    @Override
    public String help() {
        return "Who may use the route, by signed tokens (RFC 7519), and what the upstream is told of them.";
    }

    @Override
    public Shape<JwtConfig> shape() {
        return JwtConfig.SHAPE;
    }

    @Override
    public List<Path> files(JwtConfig config) {
        return config.rules().keys().files();
    }

    @Override
    public HttpFilter filter(JwtConfig config, FeatureContext context) {
        return new JwtFilter(config, verifier(config.rules(), context), context.route(), context.metrics());
    }

    /** One for all routes and configurations with the same rules and keys, so that what was verified need not be again. */
    private static Verifier verifier(TokenRules rules, FeatureContext context) {
        Executor workers = workers(context.waiter());
        String name;
        Keys keys;
        try {
            KeyFiles files = KeyFiles.read(rules.keys(), rules.algorithms());
            if (rules.keys() instanceof KeysConfig.Remote remote) {
                name = remote + " " + remote.url().path() + " " + remote.url().query() + " " + files.digest();
                keys = remote(name, remote, context, workers);
            } else {
                name = files.digest();
                keys = Keys.of(files.set());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Verifier shared = context.living()
                .adopt(
                        Verifier.class,
                        rules + " " + name,
                        () -> new Verifier(rules, keys, context.calendar(), workers));
        return shared.rules().equals(rules) ? shared : new Verifier(rules, keys, context.calendar(), workers);
    }

    private static RemoteKeys remote(String name, KeysConfig.Remote remote, FeatureContext context, Executor workers) {
        RemoteKeys keys =
                context.living().adopt(RemoteKeys.class, name, () -> new RemoteKeys(remote, context, workers));
        keys.here(); // asks for them ahead
        return keys;
    }

    /** By way of a timer, so that the thread is not one that an event loop carries: those that such a one starts are, too. */
    private static Executor workers(Waiter waiter) {
        return task -> waiter.after(0, () -> Thread.ofVirtual().name("jwt").start(task));
    }
}
