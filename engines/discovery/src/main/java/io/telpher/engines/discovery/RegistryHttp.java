package io.telpher.engines.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Questions to the HTTP interface of a registry: to its servers in turn, until one answers. */
final class RegistryHttp {
    /** How long an ordinary question may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** How much of an answer is read: a thousand endpoints with everything that a registry says of them. */
    static final int ANSWER_BYTES_MAX = 16 * 1024 * 1024;

    private final RegistryConfig config;
    private final HttpClient client;
    private int turn;

    /** @throws IOException if the file of authorities cannot be used */
    RegistryHttp(RegistryConfig config) throws IOException {
        this.config = config;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        Path authorities = config.authorities();
        if (authorities != null) {
            builder.sslContext(trusting(authorities));
        }
        this.client = builder.build();
    }

    /** The password or token. @throws IOException if it cannot be read */
    @Nullable
    String secret() throws IOException {
        RegistryConfig.Secret secret = config.secret();
        return secret == null ? null : secret.text();
    }

    /** A request of {@code method} for {@code path}, to be given to one of the {@code ask} methods. */
    static HttpRequest.Builder request(String method, String path, @Nullable String body) {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return HttpRequest.newBuilder(URI.create("http://registry" + path)).method(method, publisher);
    }

    /** The whole answer, which is 200. */
    Answer ask(HttpRequest.Builder request, Duration timeout) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = open(request.timeout(timeout));
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(ANSWER_BYTES_MAX + 1);
            if (bytes.length > ANSWER_BYTES_MAX) {
                throw new IOException("answered more than " + ANSWER_BYTES_MAX + " bytes");
            }
            return new Answer(new String(bytes, StandardCharsets.UTF_8), response.headers());
        }
    }

    /** A whole answer. */
    record Answer(String body, HttpHeaders headers) {}

    /** An answer of 200 that is still coming; whoever has it closes it. */
    HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
        List<String> servers = config.servers();
        IOException last = null;
        for (int i = 0; i < servers.size(); i++) {
            String server = servers.get(Math.floorMod(turn, servers.size()));
            try {
                return one(server, request);
            } catch (IOException e) {
                turn++; // the next one is asked from now on
                last = new IOException(server + " " + reason(e), e);
            }
        }
        throw last == null ? new IOException("no server is known") : last;
    }

    /** The JDK's client says nothing of a connection that was refused. */
    private static String reason(IOException trouble) {
        if (trouble.getMessage() != null) {
            return trouble.getMessage();
        }
        return trouble instanceof ConnectException ? "refused the connection" : trouble.toString();
    }

    private HttpResponse<InputStream> one(String server, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        String base = server.contains("://") ? server : "http://" + server;
        HttpRequest made =
                request.copy().uri(URI.create(base + pathOf(request))).build();
        HttpResponse<InputStream> response = client.send(made, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream in = response.body()) {
                String why = new String(in.readNBytes(300), StandardCharsets.UTF_8).strip();
                throw new Refused(response.statusCode(), why);
            }
        }
        return response;
    }

    private static String pathOf(HttpRequest.Builder request) {
        URI uri = request.build().uri();
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** A server that answered, but not as we wished. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        final int status;

        Refused(int status, String why) {
            super("answered " + status + (why.isEmpty() ? "" : ": " + why));
            this.status = status;
        }
    }

    private static SSLContext trusting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException("cannot use the authorities in " + file + ": " + e.getMessage(), e);
        }
    }
}
