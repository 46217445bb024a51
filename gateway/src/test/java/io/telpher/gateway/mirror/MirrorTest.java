package io.telpher.gateway.mirror;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.gateway.Config;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Requests;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.WrittenBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private static final FieldName MIRRORED = FieldName.of("telpher-mirrored");

    private final List<String> logged = new ArrayList<>();
    private final FeatureContext context = Config.context((copy, status, _, outcome) -> logged.add(
            (copy.exchange().isMirrored() ? "mirrored " : "") + copy.path() + " " + status + " " + outcome.failure()));
    private final Deque<Runnable> aside = new ArrayDeque<>();
    private final List<HttpRequest> copies = new ArrayList<>();
    private final List<Ending> open = new ArrayList<>();
    private boolean broken;

    /** A body that comes from a connection: it can be read once. */
    private static final class Arriving implements Body {
        private final byte[] bytes;
        private final long length;
        boolean discarded;

        Arriving(String text, long length) {
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void discard() {
            discarded = true;
        }
    }

    private MirrorFilter filter(Object... config) {
        Object[] all = new Object[config.length + 2];
        all[0] = "to";
        all[1] = "shadow";
        System.arraycopy(config, 0, all, 2, config.length);
        MirrorConfig read = Config.read(MirrorConfig.SHAPE, map(all));
        return new MirrorFilter(read, new Copies(read, context, this::shadow, aside::add));
    }

    private HttpResponse shadow(HttpRequest copy) throws Failure {
        copies.add(copy);
        if (broken) {
            throw Failure.upstream(Failure.Kind.REFUSED, true, "nobody there");
        }
        Ending end = new Ending();
        open.add(end);
        return new HttpResponse(503, Fields.EMPTY, Body.empty(), end);
    }

    private void runAside() {
        while (!aside.isEmpty()) {
            aside.poll().run();
        }
    }

    private static HttpRequest post(Body body) {
        return Requests.request(Method.POST, "http://example.org/", "192.0.2.1").withBody(body);
    }

    private HttpResponse ask(MirrorFilter filter, HttpRequest request) throws Exception {
        return filter.call(request, _ -> HttpResponse.of(200));
    }

    private long counted(String family) {
        return context.metrics().counters().get(family).with("test").value();
    }

    private long skipped(String why) {
        return context.metrics()
                .counters()
                .get("telpher_mirror_skipped_total")
                .with("test", why)
                .value();
    }

    private long underWay() {
        return context.metrics()
                .gauges()
                .get("telpher_mirror_in_flight")
                .with("test")
                .value();
    }

    @Test
    void aCopyGoesAsideAndTheAnswerIsThatOfTheRealOne() throws Exception {
        HttpRequest request = Requests.get("/a?b", "X-User", "ada");

        assertThat(ask(filter(), request).status()).isEqualTo(200);
        assertThat(copies).as("nothing waits for the copy").isEmpty();
        runAside();

        assertThat(copies).singleElement().satisfies(copy -> {
            assertThat(copy.target()).isEqualTo("/a?b");
            assertThat(copy.fields().value(FieldName.of("x-user"))).isEqualTo("ada");
            assertThat(copy.fields().value(MIRRORED)).isEqualTo("1");
            assertThat(copy.exchange()).isNotSameAs(request.exchange());
        });
        assertThat(request.fields().contains(MIRRORED)).isFalse();
        assertThat(counted("telpher_mirror_sent_total")).isEqualTo(1);
        assertThat(counted("telpher_mirror_failed_total")).as("a 503").isEqualTo(1);
    }

    @Test
    void aCopyIsLoggedWhenItHasEnded() throws Exception {
        ask(filter(), Requests.get("/a"));
        runAside();
        assertThat(logged).as("its answer has not ended").isEmpty();
        open.forEach(end -> end.complete(Outcome.DONE));
        assertThat(logged).containsExactly("mirrored /a 503 null");

        broken = true;
        ask(filter(), Requests.get("/b"));
        runAside();
        assertThat(logged.getLast()).startsWith("mirrored /b 0 ").contains("nobody there");
    }

    @Test
    void aShareIsCopiedEvenly() throws Exception {
        MirrorFilter filter = filter("share", "10%", "concurrent", 1_000);
        for (int i = 0; i < 200; i++) {
            ask(filter, Requests.get("/"));
            if (i == 99) {
                assertThat(aside).hasSizeBetween(9, 11);
            }
        }
        assertThat(aside).hasSizeBetween(19, 21);
    }

    @Test
    void whatIsACopyOrAnUpgradeOrUnsafeIsNotCopied() throws Exception {
        MirrorFilter filter = filter();
        ask(filter, Requests.get("/", "Telpher-Mirrored", "1"));
        ask(filter, Requests.get("/", "Upgrade", "websocket"));
        ask(filter, post(Body.of("x")));

        assertThat(aside).isEmpty();
    }

    @Test
    void beyondTheLimitRequestsGoOnWithoutACopy() throws Exception {
        MirrorFilter filter = filter("concurrent", 2);
        for (int i = 0; i < 5; i++) {
            assertThat(ask(filter, Requests.get("/")).status()).isEqualTo(200);
            runAside();
        }
        assertThat(copies).hasSize(2);
        assertThat(skipped("busy")).isEqualTo(3);
        assertThat(underWay()).isEqualTo(2);

        open.forEach(end -> end.complete(Outcome.DONE));
        assertThat(underWay()).isZero();
        ask(filter, Requests.get("/"));
        runAside();
        assertThat(copies).hasSize(3);
    }

    @Test
    void aBodyIsCopiedAsItPasses() throws Exception {
        MirrorFilter filter = filter("method", List.of("POST"));
        AtomicInteger passed = new AtomicInteger();

        filter.call(post(new Arriving("hello", 5)), request -> {
            assertThat(aside).as("the copy waits for the body").isEmpty();
            passed.set(request.body().readAll(100).length);
            return HttpResponse.of(200);
        });
        runAside();

        assertThat(passed).hasValue(5);
        assertThat(new String(copies.getFirst().body().readAll(100), StandardCharsets.UTF_8))
                .isEqualTo("hello");
    }

    @Test
    void anEndpointThatAnswersBeforeItHasReadTheBodyDoesNotKeepItFromTheCopy() throws Exception {
        MirrorFilter filter = filter("method", "POST");
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the receiver has gone");
            }
        };

        filter.call(post(new Arriving("hello", 5)), request -> {
            Body.Writer body = ((WrittenBody) request.body()).writer();
            assertThatThrownBy(() -> body.writeTo(gone)).isInstanceOf(IOException.class);
            return HttpResponse.of(200);
        });
        runAside();

        assertThat(copies).hasSize(1);
        assertThat(skipped("broken")).isZero();
    }

    @Test
    void aBodyThatIsTooLongOrOfUnknownLengthIsNotCopied() throws Exception {
        MirrorFilter filter = filter("method", "POST", "body", "4B");
        Body endless = new Arriving("hello", Body.UNKNOWN);

        filter.call(post(endless), request -> {
            assertThat(request.body()).isSameAs(endless);
            return HttpResponse.of(200);
        });
        ask(filter, post(new Arriving("hello", 5)));

        assertThat(aside).isEmpty();
        assertThat(skipped("body")).isEqualTo(2);
        assertThat(underWay()).isZero();
    }

    @Test
    void aBodyThatNeverPassesGivesItsPlaceBack() {
        MirrorFilter filter = filter("method", "POST");
        Arriving body = new Arriving("hello", 5);
        Failure refused = Failure.upstream(Failure.Kind.REFUSED, true, "no");

        assertThatThrownBy(() -> filter.call(post(body), _ -> {
                    throw refused;
                }))
                .isSameAs(refused);

        assertThat(body.discarded).isTrue();
        assertThat(aside).isEmpty();
        assertThat(skipped("broken")).isEqualTo(1);
        assertThat(underWay()).isZero();
    }

    @Test
    void aShadowThatFailsIsCountedAndNothingElse() throws Exception {
        MirrorFilter filter = filter();
        broken = true;

        assertThat(ask(filter, Requests.get("/")).status()).isEqualTo(200);
        runAside();

        assertThat(counted("telpher_mirror_failed_total")).isEqualTo(1);
        assertThat(underWay()).isZero();
    }

    @Test
    void mistakesAreTold() {
        assertThat(Config.mistakes(MirrorConfig.SHAPE, map())).contains("\"to\" is missing");
        assertThat(Config.mistakes(MirrorConfig.SHAPE, map("to", "a", "share", "0%")))
                .contains("from 0.001% to 100%");
        assertThat(Config.mistakes(MirrorConfig.SHAPE, map("to", "a", "share", "101%")))
                .contains("percentage");
        assertThat(Config.mistakes(MirrorConfig.SHAPE, map("to", "a", "method", "CONNECT")))
                .contains("CONNECT");
        assertThat(Config.mistakes(MirrorConfig.SHAPE, map("to", "a", "body", "2MiB")))
                .contains("at most 1MiB");
    }
}
