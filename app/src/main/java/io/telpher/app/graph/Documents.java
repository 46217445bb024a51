package io.telpher.app.graph;

import io.telpher.core.Failure;
import io.telpher.core.Ticker;
import io.telpher.gateway.Fetching;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpUrl;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.net.Loops;
import io.telpher.net.tls.UpstreamTlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/** Documents that features ask for themselves: rarely, so each by a client of its own. Redirects are not followed. */
final class Documents implements Fetching {
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Peer OURSELVES = new Peer("documents", NOBODY, NOBODY, null);
    private static final Fields FIELDS = Fields.of(
            Field.of(FieldName.of("accept"), "application/json, */*"), Field.of(FieldName.USER_AGENT, "telpher"));

    private final Loops loops;
    private final Ticker ticker;
    private final InstantSource calendar;

    Documents(Loops loops, Ticker ticker, InstantSource calendar) {
        this.loops = loops;
        this.ticker = ticker;
        this.calendar = calendar;
    }

    @Override
    public byte[] fetch(Wanted wanted) throws IOException, InterruptedException {
        UpstreamTlsConfig tls = new UpstreamTlsConfig(wanted.ca(), null, UpstreamTlsConfig.Verify.FULL, null, null);
        try (UrlClient client = new UrlClient(wanted.url(), tls, wanted.timeout(), loops, calendar)) {
            HttpResponse response = client.call(request(wanted));
            if (response.status() != 200) {
                response.body().discard();
                throw new IOException("it answered " + response.status());
            }
            return response.body().readAll(wanted.bytesMax());
        } catch (Failure failure) {
            throw new IOException(failure.kind().label().replace('_', ' ') + ": " + failure.getMessage(), failure);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.toString(), e);
        }
    }

    private HttpRequest request(Wanted wanted) {
        HttpUrl url = wanted.url();
        Exchange exchange = new Exchange(OURSELVES, ticker.nanos());
        exchange.limit(2 * wanted.timeout().toNanos());
        return new HttpRequest(
                Method.GET,
                url.scheme(),
                url.endpoint().address(),
                url.path(),
                url.query(),
                HttpVersion.HTTP_1_1,
                FIELDS,
                Body.empty(),
                exchange);
    }
}
