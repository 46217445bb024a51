package io.telpher.bench.tokens;

import io.telpher.app.yaml.Yaml;
import io.telpher.core.Living;
import io.telpher.core.Stores;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Caches;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Fetching;
import io.telpher.gateway.jwt.JwtFeature;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * CPU microseconds of the process for a request through the key {@code jwt} of a route, before which there was none with this
 * token ({@code verified}) or only such ({@code remembered}), by how it is signed. {@code main TOKENS}: so many tokens.
 */
public final class TokensBench {
    private static final int ROUNDS = 5;

    /** The clock of a process ticks each 10 ms: what costs little is done so often for each token. */
    private static final int REMEMBERED = 100;

    private static final Ticker TICKER = Ticker.system();
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final Peer PEER = new Peer("bench", NOBODY, NOBODY, null);

    private TokensBench() {}

    /** How tokens are signed: the words of RFC 7518 and of the JDK. */
    private enum Kind {
        RS256("RSA", "SHA256withRSA"),
        ES256("EC", "SHA256withECDSAinP1363Format"),
        EdDSA("Ed25519", "Ed25519");

        private final String keys;
        private final String signature;

        Kind(String keys, String signature) {
            this.keys = keys;
            this.signature = signature;
        }

        KeyPair pair() throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
            switch (this) {
                case RS256 -> generator.initialize(2048);
                case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case EdDSA -> {} // knows its only curve
            }
            return generator.generateKeyPair();
        }
    }

    /** Runs what is to run later at once: the filter asks for no more than another thread. */
    private record Now(Ticker ticker) implements Timers {
        @Override
        public long nanos() {
            return ticker.nanos();
        }

        @Override
        public Subscription after(long delayNanos, Runnable task) {
            task.run();
            return () -> {};
        }
    }

    /** Prints a line for each algorithm, and its values. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        for (Kind kind : Kind.values()) {
            KeyPair pair = kind.pair();
            List<HttpRequest> requests = requests(kind, pair, count);
            List<HttpRequest> one = List.of(requests.getFirst());
            double[] verified = new double[ROUNDS];
            double[] remembered = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) { // the first one warms up
                HttpHandler handler = handler(pair); // which remembers nothing
                double fresh = micros(handler, requests, 1);
                double known = micros(handler, one, count * REMEMBERED);
                if (round >= 0) {
                    verified[round] = fresh;
                    remembered[round] = known;
                }
            }
            tell(kind, "verified", verified);
            tell(kind, "remembered", remembered);
        }
    }

    private static void tell(Kind kind, String what, double[] micros) {
        Arrays.sort(micros);
        double median = micros[ROUNDS / 2];
        System.out.printf(
                "%-6s %-10s %7.1f us CPU a request (%.1f to %.1f)%n",
                kind, what, median, micros[0], micros[ROUNDS - 1]);
        System.out.printf("value token-%s-%s-us %.1f%n", kind, what, median);
    }

    private static double micros(HttpHandler handler, List<HttpRequest> requests, int times) throws Exception {
        var machine = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = machine.getProcessCpuTime();
        for (int i = 0; i < times; i++) {
            for (HttpRequest request : requests) {
                if (handler.call(request).status() != 200) {
                    throw new IllegalStateException("refused");
                }
            }
        }
        return (machine.getProcessCpuTime() - before) / 1000.0 / requests.size() / times;
    }

    private static List<HttpRequest> requests(Kind kind, KeyPair pair, int count) throws GeneralSecurityException {
        long expiry = Math.floorDiv(InstantSource.system().millis(), 1000L) + 36_000;
        List<HttpRequest> requests = new ArrayList<>(count);
        Signature signature = Signature.getInstance(kind.signature);
        for (int i = 0; i < count; i++) {
            String head = encoded("{\"alg\":\"" + kind + "\",\"typ\":\"JWT\"}");
            String claims = encoded("{\"iss\":\"https://id.example\",\"aud\":\"shop\",\"sub\":\"user-" + i
                    + "\",\"exp\":" + expiry + ",\"scope\":\"orders:read orders:write\",\"tenant\":\"example\"}");
            signature.initSign(pair.getPrivate());
            signature.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
            String token = head + "." + claims + "." + encoded(signature.sign());
            Fields fields = Fields.of(Field.of(FieldName.of("authorization"), "Bearer " + token));
            requests.add(new HttpRequest(
                    Method.GET,
                    "http",
                    "example.org",
                    "/",
                    null,
                    HttpVersion.HTTP_1_1,
                    fields,
                    Body.empty(),
                    new Exchange(PEER, TICKER.nanos())));
        }
        return requests;
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static HttpHandler handler(KeyPair pair) throws Exception {
        Path file = Files.createTempFile("bench-tokens", ".pem");
        try {
            Files.writeString(
                    file,
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(pair.getPublic().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            return handler(
                    new JwtFeature(), "{keys: {pem: \"" + file + "\"}, issuer: https://id.example, audience: shop}");
        } finally {
            Files.delete(file);
        }
    }

    private static <C> HttpHandler handler(Feature<C> feature, String yaml) {
        Problems problems = new Problems();
        Node tree = Objects.requireNonNull(Yaml.read("bench", yaml, problems));
        C config = feature.shape().read(tree, problems);
        if (config == null || problems.hasErrors()) {
            throw new IllegalStateException(problems.all().toString());
        }
        FeatureContext context = new FeatureContext(
                "bench",
                new Metrics(),
                new Waiter(new Now(TICKER)),
                InstantSource.system(),
                new Living(),
                _ -> _ -> HttpResponse.of(200),
                Stores.alone(TICKER),
                CopyLog.NONE,
                Caches.small(TICKER),
                Fetching.NONE);
        return feature.filter(config, context).around(_ -> HttpResponse.of(200));
    }
}
