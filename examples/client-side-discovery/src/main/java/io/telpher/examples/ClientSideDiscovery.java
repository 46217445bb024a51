package io.telpher.examples;

import io.telpher.balance.Upstream;
import io.telpher.balance.UpstreamParts;
import io.telpher.balance.algorithm.Algorithm;
import io.telpher.balance.algorithm.BalanceConfig;
import io.telpher.balance.health.Degradation;
import io.telpher.balance.health.EndpointRegistry;
import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import io.telpher.core.Service;
import io.telpher.core.SystemTimers;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Watched;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.discovery.Registries;
import io.telpher.engines.discovery.RegistryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.concurrent.Executors;

/**
 * A client that finds the endpoints of a service in etcd by itself and picks one of them at random for each call: no proxy in
 * between. An endpoint that cannot be connected to costs a second attempt and no error.
 *
 * <pre>java io.telpher.examples.ClientSideDiscovery 127.0.0.1:2379 /services/web /hello 10</pre>
 */
public final class ClientSideDiscovery implements AutoCloseable {
    private final SystemTimers timers = new SystemTimers();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Upstream<String, HttpResponse<String>> service;

    /** A client of the service whose endpoints stand below {@code path} in the etcd at {@code etcd}. */
    public ClientSideDiscovery(String etcd, String path) throws IOException {
        Metrics metrics = new Metrics();
        var source = Registries.source(RegistryConfig.of(RegistryConfig.Kind.ETCD, path, etcd));
        var endpoints = new EndpointRegistry(
                timers,
                Executors.newVirtualThreadPerTaskExecutor(),
                _ -> (_, _) -> new Probe.Answer(true, "nobody asks"),
                metrics,
                _ -> {});
        service = new Upstream<>(
                new UpstreamParts<>(
                        path,
                        new Watched(path, source, new Waiter(timers), new Random(), metrics),
                        new BalanceConfig(Algorithm.RANDOM),
                        null, // no active checks: the registry's leases say who lives
                        Degradation.DEFAULT,
                        _ -> 0,
                        this::way,
                        new GetTraits(),
                        (_, _) -> {}),
                endpoints);
        service.start();
    }

    private Service<String, HttpResponse<String>> way(Endpoint endpoint) {
        return path -> GetTraits.call(http, URI.create("http://" + endpoint.address() + path));
    }

    /** What one of the endpoints answers to a GET. */
    public String get(String path) throws Exception {
        return service.call(path).body();
    }

    /** True once somebody is known who serves. */
    public boolean available() {
        return service.available();
    }

    @Override
    public void close() {
        service.close();
        http.close();
        timers.close();
    }

    /** Calls as often as it is told and prints the answers. */
    public static void main(String[] words) throws Exception {
        if (words.length != 4) {
            System.err.println("usage: ClientSideDiscovery ETCD-HOST:PORT SERVICE-PATH URL-PATH TIMES");
            System.exit(2);
        }
        try (var client = new ClientSideDiscovery(words[0], words[1])) {
            for (int i = 0; i < Integer.parseInt(words[3]); i++) {
                System.out.println(client.get(words[2]));
            }
        }
    }
}
