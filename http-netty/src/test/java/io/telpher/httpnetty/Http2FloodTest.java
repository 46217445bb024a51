package io.telpher.httpnetty;

import static io.telpher.testkit.raw.H2Frames.CANCEL;
import static io.telpher.testkit.raw.H2Frames.CONTINUATION;
import static io.telpher.testkit.raw.H2Frames.DATA;
import static io.telpher.testkit.raw.H2Frames.END_HEADERS;
import static io.telpher.testkit.raw.H2Frames.ENHANCE_YOUR_CALM;
import static io.telpher.testkit.raw.H2Frames.HEADERS;
import static io.telpher.testkit.raw.H2Frames.PADDED;
import static io.telpher.testkit.raw.H2Frames.PRIORITY;
import static io.telpher.testkit.raw.H2Frames.PRIORITY_UPDATE;
import static io.telpher.testkit.raw.H2Frames.REFUSED_STREAM;
import static io.telpher.testkit.raw.H2Frames.RST_STREAM;
import static io.telpher.testkit.raw.H2Frames.block;
import static io.telpher.testkit.raw.H2Frames.data;
import static io.telpher.testkit.raw.H2Frames.fields;
import static io.telpher.testkit.raw.H2Frames.frame;
import static io.telpher.testkit.raw.H2Frames.get;
import static io.telpher.testkit.raw.H2Frames.joined;
import static io.telpher.testkit.raw.H2Frames.request;
import static io.telpher.testkit.raw.H2Frames.reset;
import static io.telpher.testkit.raw.H2Frames.settings;
import static io.telpher.testkit.raw.H2Frames.widen;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.testkit.raw.H2Flood;
import io.telpher.testkit.raw.RawH2;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The published ways to exhaust a server by HTTP/2, by name: the flood ends its own connection and is counted, somebody
 * else is served meanwhile and after, and a client that does a little of the same is served too.
 */
class Http2FloodTest {
    private static final String LARGE = "l".repeat(1 << 20);
    private static final int HELD_HEADS_ALWAYS = 65_536;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_HEADER_LIST_SIZE = 6;

    private final Rig rig = new Rig(1);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger mostWorking = new AtomicInteger();
    private ServerSettings settings = ServerSettings.DEFAULT;

    @AfterEach
    void close() throws Exception {
        stuck.countDown();
        rig.close();
    }

    private RawH2 server(int... clientSettings) throws Exception {
        return RawH2.plain(rig.serve(settings, this::serve).address(), clientSettings);
    }

    private HttpResponse serve(HttpRequest request) {
        return switch (request.path()) {
            case "/stuck" -> stuck();
            case "/large" -> HttpResponse.text(200, LARGE);
            default -> HttpResponse.text(200, "ok");
        };
    }

    /** A handler that does not listen when it is told to stop. */
    private HttpResponse stuck() {
        mostWorking.accumulateAndGet(working.incrementAndGet(), Math::max);
        boolean waits = true;
        while (waits) {
            try {
                stuck.await();
                waits = false;
            } catch (InterruptedException e) {
                // that is what it does not listen to
            }
        }
        working.decrementAndGet();
        return HttpResponse.text(200, "at last");
    }

    /** Streams that we reset, whose work goes on, end the connection by the one budget or by the other. */
    private void endedForMadeResets(IntFunction<byte[]> pieces) throws Exception {
        ended(List.of("provoked_resets", "refused_streams"), 1_000, pieces);
    }

    private void ended(String budget, int count, IntFunction<byte[]> pieces) throws Exception {
        ended(List.of(budget), count, pieces);
    }

    /** The flood is ended for having too much of something; others are served meanwhile and after. */
    private void ended(List<String> budgets, int count, IntFunction<byte[]> pieces) throws Exception {
        HttpServer server = rig.serve(settings, this::serve);
        try (RawH2 good = RawH2.plain(server.address());
                RawH2 bad = RawH2.plain(server.address())) {
            assertThat(good.serves(1)).isTrue();
            RawH2.Flooded flooded = bad.flood(count, pieces);
            assertThat(flooded.survived()).isFalse();
            assertThat(flooded.code()).isIn(ENHANCE_YOUR_CALM, -1); // -1: what we still sent swept it away
            assertThat(rig.nextExhausted()).isIn(budgets);
            assertThat(good.serves(3)).isTrue();
        }
    }

    /** A little of the same is no attack. */
    private void borne(int count, IntFunction<byte[]> pieces) throws Exception {
        try (RawH2 client = server()) {
            RawH2.Flooded flooded = client.flood(count, pieces);
            assertThat(flooded.survived()).isTrue();
            assertThat(client.serves(9_999)).isTrue();
        }
    }

    private static int stream(int i) {
        return 2 * i + 1;
    }

    @Test
    void rapidResetCve202344487() throws Exception {
        ended("resets", 3_000, H2Flood.RAPID_RESET::piece);
        borne(80, H2Flood.RAPID_RESET::piece);
    }

    @Test
    void streamsThatWereResetCountUntilTheirWorkEndsCve202132778() throws Exception {
        IntFunction<byte[]> pieces = i -> joined(get(stream(i), "/stuck"), reset(stream(i), CANCEL));
        try (RawH2 client = server()) {
            RawH2.Flooded flooded = client.flood(150, pieces);
            assertThat(flooded.survived()).isTrue();
            assertThat(flooded.count(RST_STREAM)).isGreaterThanOrEqualTo(150 - Http2Limits.DEFAULT.streamsMax());
            assertThat(mostWorking.get()).isLessThanOrEqualTo(Http2Limits.DEFAULT.streamsMax());
        }
    }

    @Test
    void oneStreamMoreThanAllowedIsRefused() throws Exception {
        try (RawH2 client = server()) {
            int most = Http2Limits.DEFAULT.streamsMax();
            RawH2.Flooded flooded = client.flood(most + 1, i -> get(stream(i), "/stuck"));
            assertThat(flooded.survived()).isTrue();
            assertThat(flooded.frames())
                    .filteredOn(frame -> frame.type() == RST_STREAM)
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.number(0)).isEqualTo(REFUSED_STREAM))
                    .satisfies(frame -> assertThat(frame.stream()).isEqualTo(stream(most)));
            stuck.countDown();
            assertThat(client.answer(1).text()).isEqualTo("at last");
        }
    }

    @Test
    void madeYouResetByAWindowUpdateOfNothingCve20258671() throws Exception {
        endedForMadeResets(H2Flood.MADE_YOU_RESET::piece);
        borne(20, H2Flood.MADE_YOU_RESET::piece);
    }

    @Test
    void madeYouResetByAWindowThatOverflowsCve20258671() throws Exception {
        IntFunction<byte[]> pieces =
                i -> joined(request(stream(i), false, "POST", "/stuck"), widen(stream(i), Integer.MAX_VALUE));
        endedForMadeResets(pieces);
    }

    @Test
    void madeYouResetByDataBehindTheEndCve20258671() throws Exception {
        IntFunction<byte[]> pieces = i -> joined(get(stream(i), "/stuck"), data(stream(i), true, "more"));
        endedForMadeResets(pieces);
    }

    @Test
    void madeYouResetByAPriorityOfTheWrongLengthCve20258671() throws Exception {
        IntFunction<byte[]> pieces =
                i -> joined(request(stream(i), false, "POST", "/stuck"), frame(PRIORITY, 0, stream(i), new byte[4]));
        endedForMadeResets(pieces);
    }

    @Test
    void madeYouResetByMalformedRequestsCve20258671() throws Exception {
        endedForMadeResets(H2Flood.MALFORMED::piece);
        borne(20, H2Flood.MALFORMED::piece);
    }

    @Test
    void settingsDrivenResetsCve202650560() throws Exception {
        try (RawH2 client = server(MAX_HEADER_LIST_SIZE, 1)) {
            RawH2.Flooded flooded = client.flood(60, i -> get(stream(i), "/"));
            assertThat(flooded.survived()).isTrue();
            assertThat(flooded.count(RST_STREAM)).isZero();
        }
    }

    @Test
    void continuationFloodCve202427316() throws Exception {
        byte[] begin = frame(HEADERS, 0, 1, block(fields("GET", "/")));
        byte[] large = frame(CONTINUATION, 0, 1, Arrays.copyOf(block("x", "y".repeat(16_000)), 16_000));
        byte[] tiny = frame(CONTINUATION, 0, 1, new byte[1]);
        ended("heads", 1_000, i -> i == 0 ? begin : large);
        ended("heads", 10_000, i -> i == 0 ? begin : tiny);
        ended("heads", 10_000, H2Flood.CONTINUATIONS::piece);
    }

    @Test
    void continuationFloodOfHeadsThatEndCve202631309() throws Exception {
        byte[] block = block(fields("GET", "/"));
        IntFunction<byte[]> pieces = i -> joined(
                frame(HEADERS, 1, stream(i), Arrays.copyOf(block, 10)),
                frame(CONTINUATION, 0, stream(i), Arrays.copyOfRange(block, 10, 20)),
                frame(CONTINUATION, END_HEADERS, stream(i), Arrays.copyOfRange(block, 20, block.length)));
        ended("continuations", 2_000, pieces);
        borne(20, pieces);
    }

    @Test
    void emptyFramesCve20199518() throws Exception {
        byte[] begin = request(1, false, "POST", "/stuck");
        ended("empty_frames", 2_000, i -> i == 0 ? begin : data(1, false, ""));
        byte[] padding = new byte[256];
        padding[0] = (byte) 255;
        ended("empty_frames", 2_000, i -> i == 0 ? begin : frame(DATA, PADDED, 1, padding));
        borne(8, i -> i == 0 ? request(1, false, "POST", "/") : data(1, i == 7, ""));
    }

    @Test
    void pingFloodCve20199512() throws Exception {
        ended("pings", 2_000, H2Flood.PINGS::piece);
        borne(20, H2Flood.PINGS::piece);
    }

    @Test
    void settingsFloodCve20199515() throws Exception {
        ended("settings", 2_000, H2Flood.SETTINGS::piece);
        borne(10, i -> settings(INITIAL_WINDOW_SIZE, 100_000 + i));
    }

    @Test
    void priorityFloodCve20199513() throws Exception {
        ended("priorities", 4_000, H2Flood.PRIORITIES::piece);
        ended("priorities", 4_000, i -> frame(PRIORITY_UPDATE, 0, 0, new byte[] {0, 0, 0, 1, 'u', '=', '1'}));
        borne(60, H2Flood.PRIORITIES::piece);
    }

    @Test
    void windowUpdateFlood() throws Exception {
        ended("window_updates", 5_000, H2Flood.WINDOW_UPDATES::piece);
        borne(60, H2Flood.WINDOW_UPDATES::piece);
    }

    @Test
    void framesThatNobodyKnows() throws Exception {
        ended("unknown_frames", 4_000, i -> frame(0xee, 0xff, i, new byte[10]));
        borne(40, i -> frame(0xee, 0xff, i, new byte[10]));
    }

    /** One byte on the wire for each large field, or for each crumb of a cookie, and a window that lets no answer out. */
    @ParameterizedTest
    @EnumSource(
            value = H2Flood.class,
            names = {"BOMB", "CRUMBS"})
    void http2BombCve202649975AndCve202647774(H2Flood bomb) throws Exception {
        try (RawH2 client = server(bomb.announced())) {
            RawH2.Flooded flooded = client.flood(20, bomb::piece);
            assertThat(flooded.survived()).isTrue();
            client.send(settings(INITIAL_WINDOW_SIZE, 65_535));
            for (int refused = 0; refused < 20; ) {
                refused += rig.nextEnd().status() == 431 ? 1 : 0;
            }
        }
        endedForMadeResets(bomb::piece);
    }

    /** Heads that are large and many: those who share the loop have their turns between them. */
    @Test
    void largeHeadsThatComeAtOnceLetOthersPassBetweenThem() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(1);
        AtomicReference<RawH2> other = new AtomicReference<>();
        HttpServer server = rig.serve(settings, request -> {
            order.add(request.path());
            if (request.path().equals("/1")) {
                other.get().send(get(3, "/other")); // which is there before the second of the large ones is looked at
            } else if (request.path().equals("/last")) {
                all.countDown();
            }
            return HttpResponse.text(200, "ok");
        });
        try (RawH2 good = RawH2.plain(server.address());
                RawH2 large = RawH2.plain(server.address())) {
            other.set(good);
            assertThat(good.serves(1)).isTrue();
            order.clear();
            large.send(largeHeads(1, "/before")); // after it a read takes as much as comes
            large.send(largeHeads(41, "/1"));
            all.await();
        }
        assertThat(order.indexOf("/other")).isBetween(order.indexOf("/1"), order.indexOf("/last") - 10);
    }

    /** Their windows never open: what is pinned are the heads, and only so many. */
    @Test
    void largeHeadsWhoseResponsesAreHeldBackAreRefusedBeyondWhatTheLoopHolds() throws Exception {
        long pinnedMax = HELD_HEADS_ALWAYS + Runtime.getRuntime().maxMemory() / 40;
        String value = "l".repeat(16_000);
        int fit = (int) (pinnedMax / value.length()) + 1;
        int connections = fit / 90 + 1;
        List<RawH2> all = new ArrayList<>();
        HttpServer server = rig.serve(settings, this::serve);
        for (int c = 0; c < connections; c++) {
            RawH2 client = RawH2.plain(server.address(), INITIAL_WINDOW_SIZE, 0);
            all.add(client);
            for (int i = 0; i < 90; i++) {
                client.send(get(stream(i), "/", "x-large", value));
            }
        }
        RawH2 last = all.getLast();
        assertThat(last.next(RST_STREAM).number(0)).isEqualTo(REFUSED_STREAM);
        try (RawH2 good = RawH2.plain(server.address())) {
            assertThat(good.serves(1)).isTrue();
        }
        for (RawH2 client : all) {
            client.close();
        }
    }

    private static byte[] largeHeads(int firstStream, String firstPath) {
        byte[][] heads = new byte[20][];
        for (int i = 0; i < heads.length; i++) {
            String path = i == 0 ? firstPath : i < 19 || firstPath.equals("/before") ? "/large" : "/last";
            heads[i] = get(firstStream + 2 * i, path, "x-large", "l".repeat(3_000));
        }
        return joined(heads);
    }

    @Test
    void aStreamWhoseWindowNeverOpensIsReset() throws Exception {
        settings = impatient();
        try (RawH2 client = server(INITIAL_WINDOW_SIZE, 0)) {
            client.send(get(1, "/large"), get(3, "/large"));
            assertThat(client.next(RST_STREAM).number(0)).isEqualTo(CANCEL);
            assertThat(client.next(RST_STREAM).number(0)).isEqualTo(CANCEL);
            client.send(settings(INITIAL_WINDOW_SIZE, 65_535));
            assertThat(client.serves(5)).isTrue();
        }
    }

    @Test
    void aWindowThatOpensByTheByteIsNoTimeout() throws Exception {
        settings = impatient();
        try (RawH2 client = server(INITIAL_WINDOW_SIZE, 1)) {
            client.send(get(1, "/"));
            client.next(DATA);
            client.send(widen(1, 1));
            assertThat(client.next(DATA).text()).isEqualTo("k");
        }
    }

    @Test
    void aClientThatReadsNothingIsLetGo() throws Exception {
        settings = impatient();
        try (RawH2 client = server(INITIAL_WINDOW_SIZE, 1 << 30)) {
            client.send(widen(0, 1 << 30));
            for (int i = 0; i < 50; i++) {
                client.send(get(stream(i), "/large"));
            }
            assertThat(rig.nextEnd().outcome().toString()).isNotEmpty();
            try (RawH2 other = server()) {
                assertThat(other.serves(1)).isTrue();
            }
        }
    }

    private static ServerSettings impatient() {
        ServerSettings usual = ServerSettings.DEFAULT;
        return new ServerSettings(
                usual.head(),
                usual.headTimeoutNanos(),
                usual.readTimeoutNanos(),
                300_000_000L,
                usual.idleTimeoutNanos(),
                usual.requestsMax(),
                usual.drainBytesMax(),
                usual.http2());
    }
}
