package io.telpher.engines.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Ip;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;

/**
 * Endpoints by name: all addresses of a name, or its SRV records (RFC 2782; of several priorities the best, with their weights).
 * They are asked for again when the shortest time to live among them is over.
 */
public final class Dns implements Source {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long TTL_SECONDS_MIN = 1;
    private static final long TTL_SECONDS_MAX = 300;
    /** For which a name that has no records is believed to have none. */
    private static final long NOBODY_SECONDS = 5;

    private static final int[] FAMILIES = {Type.A, Type.AAAA};
    private static final HostsFileParser HOSTS = new HostsFileParser();

    private final DnsConfig config;
    private final Resolver resolver;

    /** Asks the configured server, or those of the system. */
    public Dns(DnsConfig config) throws IOException {
        this.config = config;
        this.resolver = resolver(config);
        resolver.setTimeout(TIMEOUT);
    }

    private static Resolver resolver(DnsConfig config) throws IOException {
        Endpoint server = config.server();
        if (server == null) {
            return new ExtendedResolver();
        }
        SimpleResolver one = new SimpleResolver(server.host());
        one.setPort(server.port());
        return one;
    }

    @Override
    public String text() {
        return config.text();
    }

    @Override
    public void watch(Consumer<List<Endpoint>> told, Waiter waiter) throws IOException, InterruptedException {
        while (true) {
            List<Endpoint> here = config.server() == null && config.port() != 0 ? inHostsFile() : List.of();
            if (here.isEmpty()) {
                List<Record> records = records();
                told.accept(config.port() == 0 ? services(records) : addresses(records));
                waiter.sleep(ttlSeconds(records) * 1_000_000_000L);
            } else {
                told.accept(here);
                waiter.sleep(NOBODY_SECONDS * 1_000_000_000L);
            }
        }
    }

    /** What the hosts file says of the name. If it knows one family of addresses, nobody is asked for the other. */
    private List<Endpoint> inHostsFile() throws IOException {
        List<Endpoint> endpoints = new ArrayList<>(2);
        for (int type : FAMILIES) {
            HOSTS.getAddressForHost(name(), type)
                    .ifPresent(address -> endpoints.add(new Endpoint(Ip.text(address), config.port())));
        }
        return endpoints;
    }

    private List<Record> records() throws IOException, InterruptedException {
        if (config.port() == 0) {
            return ask(Type.SRV);
        }
        List<Record> records = new ArrayList<>();
        Refused refused = null;
        for (int type : FAMILIES) {
            try {
                records.addAll(ask(type));
            } catch (Refused e) {
                refused = e;
            }
        }
        if (refused != null && records.isEmpty()) {
            throw refused;
        }
        return records;
    }

    /** The server does not want to tell. One that was given one family of a name's addresses may refuse the other (dnsmasq does). */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private static final String WORD = Rcode.string(Rcode.REFUSED);

        Refused() {
            super(WORD);
        }
    }

    private List<Record> ask(int type) throws IOException, InterruptedException {
        Lookup lookup = new Lookup(name(), type);
        lookup.setCache(null); // the time to live is ours to look after
        lookup.setResolver(resolver);
        lookup.setHostsFileParser(null); // it was looked into before, and a named server is asked alone
        Record[] records = lookup.run();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> List.of(records);
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> List.of();
            default ->
                throw lookup.getErrorString().equals(Refused.WORD)
                        ? new Refused()
                        : new IOException(lookup.getErrorString());
        };
    }

    private Name name() throws IOException {
        try {
            return Name.fromString(config.name(), Name.root);
        } catch (TextParseException e) {
            throw new IOException("cannot ask for " + config.name() + ": " + e.getMessage(), e);
        }
    }

    private List<Endpoint> addresses(List<Record> records) {
        List<Endpoint> endpoints = new ArrayList<>(records.size());
        for (Record record : records) {
            if (record instanceof ARecord four) {
                endpoints.add(new Endpoint(Ip.text(four.getAddress()), config.port()));
            } else if (record instanceof AAAARecord six) {
                endpoints.add(new Endpoint(Ip.text(six.getAddress()), config.port()));
            }
        }
        return endpoints;
    }

    /** Those of the best priority. A weight of zero is the least there is (RFC 2782), a target of "." says that there is nobody. */
    static List<Endpoint> services(List<Record> records) {
        List<SRVRecord> services = records.stream()
                .filter(SRVRecord.class::isInstance)
                .map(SRVRecord.class::cast)
                .filter(service -> !service.getTarget().equals(Name.root) && service.getPort() > 0)
                .toList();
        int best = services.stream().mapToInt(SRVRecord::getPriority).min().orElse(0);
        return services.stream()
                .filter(service -> service.getPriority() == best)
                .map(service -> new Endpoint(
                        service.getTarget().toString(true),
                        service.getPort(),
                        Math.clamp(service.getWeight(), 1, 65_535)))
                .toList();
    }

    static long ttlSeconds(List<Record> records) {
        return records.isEmpty()
                ? NOBODY_SECONDS
                : Math.clamp(
                        records.stream().mapToLong(Record::getTTL).min().orElse(0), TTL_SECONDS_MIN, TTL_SECONDS_MAX);
    }
}
