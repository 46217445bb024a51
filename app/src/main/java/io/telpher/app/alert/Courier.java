package io.telpher.app.alert;

import io.telpher.core.Failure;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpUrl;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one message to the webhook: several times if need be, waiting twice as long each time. Blocks. */
final class Courier {
    private static final long BACK_OFF_NANOS = 1_000_000_000L;
    private static final long BACK_OFF_MAX_NANOS = 30 * BACK_OFF_NANOS;
    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Peer OURSELVES = new Peer("alerts", NOBODY, NOBODY, null);

    private final AlertConfig config;
    private final @Nullable Signature signature;
    private final HttpHandler client;
    private final Waiter waiter;

    Courier(AlertConfig config, @Nullable Signature signature, HttpHandler client, Waiter waiter) {
        this.config = config;
        this.signature = signature;
        this.client = client;
        this.waiter = waiter;
    }

    AlertConfig config() {
        return config;
    }

    /** @return null if it was taken, else why not, without what may be secret */
    @Nullable
    String deliver(Message message) throws InterruptedException {
        long wait = BACK_OFF_NANOS;
        for (int attempt = 1; ; attempt++) {
            Answer answer = attempt(message);
            if (answer.why == null || !answer.again || attempt == config.attempts()) {
                return answer.why;
            }
            waiter.sleep(wait);
            wait = Math.min(2 * wait, BACK_OFF_MAX_NANOS);
        }
    }

    private record Answer(@Nullable String why, boolean again) {}

    private Answer attempt(Message message) throws InterruptedException {
        try {
            HttpResponse response = client.call(request(message));
            response.body().discard();
            int status = response.status();
            boolean taken = status >= 200 && status < 300;
            boolean again = status >= 500 || status == 408 || status == 429;
            return new Answer(taken ? null : "it answered " + status, again);
        } catch (Failure failure) {
            return new Answer(failure.kind().label().replace('_', ' '), true);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Answer(e.toString(), false);
        }
    }

    private HttpRequest request(Message message) {
        byte[] body = message.body();
        long seconds = message.at().getEpochSecond();
        List<Field> fields = new ArrayList<>(List.of(
                Field.of(FieldName.CONTENT_TYPE, "application/json"),
                Field.of(FieldName.USER_AGENT, "telpher-alerts"),
                Field.of(FieldName.of("webhook-id"), message.id()),
                Field.of(FieldName.of("webhook-timestamp"), Long.toString(seconds))));
        if (signature != null) {
            fields.add(Field.of(FieldName.of("webhook-signature"), signature.of(message.id(), seconds, body)));
        }
        HttpUrl to = config.webhook();
        return new HttpRequest(
                Method.POST,
                to.scheme(),
                to.endpoint().address(),
                to.path(),
                to.query(),
                HttpVersion.HTTP_1_1,
                Fields.of(fields.toArray(Field[]::new)),
                Body.of(body),
                new Exchange(OURSELVES, waiter.ticker().nanos()));
    }
}
