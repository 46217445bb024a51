package io.telpher.examples;

import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Traits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A GET by the JDK's client, in the words of Telpher's policies. */
final class GetTraits implements Traits<String, HttpResponse<String>> {

    /** The whole answer of one endpoint. */
    static HttpResponse<String> call(HttpClient http, URI uri) throws Failure, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw Failure.upstream(Failure.Kind.REFUSED, true, uri + " does not accept connections");
        } catch (IOException e) {
            throw Failure.upstream(Failure.Kind.RESET, false, uri + " broke off: " + e.getMessage());
        }
    }

    @Override
    public boolean idempotent(String request) {
        return true;
    }

    @Override
    public boolean replayable(String request) {
        return true;
    }

    @Override
    public boolean failed(HttpResponse<String> reply) {
        return reply.statusCode() >= 500;
    }

    @Override
    public Ending end(HttpResponse<String> reply) {
        return Ending.of(Outcome.DONE);
    }

    @Override
    public void discard(HttpResponse<String> reply) {
        // it came whole
    }
}
