package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.FrameClient.Frame;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows and priorities of one HTTP/2 connection to a server of ours. */
class Http2FlowTest {
    private static final HttpHandler PATH = request -> HttpResponse.text(200, request.path());

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private FrameClient client(HttpHandler handler, int... settings) throws Exception {
        return FrameClient.open(rig.serve(ServerSettings.DEFAULT, handler).address(), settings);
    }

    @Test
    void aResponseWaitsForTheWindowsOfStreamAndConnection() throws Exception {
        byte[] content = new byte[100_000];
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.of(content));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 10)) {
            client.get(1, "/");
            client.response();
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(10);
            client.widen(1, 1000);
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(1000);
            client.widen(1, 99_000);
            int got = 1010;
            while (got < 65_535) {
                got += client.next(FrameType.DATA).header().length();
            }
            assertThat(got).isEqualTo(65_535);
            client.widen(0, 100_000);
            while (got < 100_000) {
                got += client.next(FrameType.DATA).header().length();
            }
            assertThat(got).isEqualTo(100_000);
        }
    }

    @Test
    void settingsThatMakeWindowsSmallerHoldBackWhatIsUnderWay() throws Exception {
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.of(new byte[50]));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 20)) {
            client.get(1, "/");
            client.response();
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(20);
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 0));
            client.widen(1, 21);
            assertThat(client.next(FrameType.DATA).header().length()).isEqualTo(1);
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 29));
            Frame last = client.next(FrameType.DATA);
            assertThat(last.header().length()).isEqualTo(29);
            assertThat(last.ends()).isTrue();
        }
    }

    @Test
    void aBodyThatNobodyTakesIsNotGrantedAgain() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        HttpHandler handler = request -> {
            go.await();
            return HttpResponse.text(200, "" + request.body().readAll(1 << 20).length);
        };
        try (FrameClient client = client(handler)) {
            client.head(1, false, "POST", "/");
            String block = "x".repeat(16_383);
            for (int i = 0; i < 4; i++) {
                client.data(1, false, block);
            }
            client.get(3, "/held"); // its answer would come after a WINDOW_UPDATE, had there been one
            client.send(FrameType.PING, 0, 0, new byte[8]);
            Frame frame = client.next();
            while (frame.type() != FrameType.PING) {
                assertThat(frame.type() == FrameType.WINDOW_UPDATE && frame.header().stream() == 1)
                        .isFalse();
                frame = client.next();
            }
            go.countDown();
            Frame update = client.next(FrameType.WINDOW_UPDATE);
            while (update.header().stream() != 1) {
                update = client.next(FrameType.WINDOW_UPDATE);
            }
            assertThat(update.number(0)).isGreaterThanOrEqualTo(65_532);
        }
    }

    @Test
    void bodiesThatNobodyReadDoNotNarrowTheConnection() throws Exception {
        Semaphore go = new Semaphore(0);
        HttpHandler handler = request -> {
            go.acquire();
            return PATH.call(request);
        };
        try (FrameClient client = client(handler)) {
            String block = "x".repeat(16_000);
            byte[] padded = new byte[16_000];
            padded[0] = (byte) 200;
            for (int stream = 1; stream < 601; stream += 2) { // 14 MB, of which the connection would hold 2
                client.head(stream, false, "POST", "/" + stream);
                client.data(stream, false, block);
                client.data(stream, false, block);
                client.send(FrameType.DATA, FrameHeader.END_STREAM | FrameHeader.PADDED, stream, padded);
                go.release();
                assertThat(client.answers(1)).containsOnly(entry(stream, "/" + stream));
            }
        }
    }

    @Test
    void whoWritesAResponseStopsWhileTheClientTakesNothing() throws Exception {
        AtomicLong written = new AtomicLong();
        CountDownLatch stopped = new CountDownLatch(1);
        HttpHandler handler = _ -> HttpResponse.of(200, Fields.EMPTY, Body.writing(Body.UNKNOWN, out -> {
            try {
                byte[] block = new byte[10_000];
                while (true) {
                    out.write(block);
                    written.addAndGet(block.length);
                }
            } finally {
                stopped.countDown();
            }
        }));
        try (FrameClient client = client(handler)) {
            client.get(1, "/");
            client.response();
            streamsOfData(client, 65_535); // all that the window holds
            client.reset(1, ErrorCode.CANCEL);
            assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(written.get()).isBetween(60_000L, 500_000L);
        }
    }

    @Test
    void aBodyThatNobodyTakesHoldsUpNoOther() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        HttpHandler handler = request -> {
            if (request.path().equals("/slow")) {
                go.await();
            }
            return HttpResponse.text(200, "" + request.body().readAll(1 << 23).length);
        };
        try (FrameClient client = client(handler)) {
            String block = "x".repeat(16_000);
            client.head(1, false, "POST", "/slow");
            for (int i = 0; i < 4; i++) {
                client.data(1, false, block);
            }
            client.head(3, false, "POST", "/quick");
            int window = 65_535;
            for (int i = 0; i < 250; i++) { // 4 MB, four times what the connection holds
                while (window < block.length()) {
                    Frame update = client.next(FrameType.WINDOW_UPDATE);
                    window += update.header().stream() == 3 ? update.number(0) : 0;
                }
                client.data(3, i == 249, block);
                window -= block.length();
            }
            assertThat(client.answers(1)).containsEntry(3, "4000000");
            go.countDown();
            client.data(1, true, "");
            assertThat(client.answers(1)).containsEntry(1, "64000");
        }
    }

    @Test
    void moreThanTheWindowHoldsIsAFault() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpHandler handler = _ -> {
            never.await();
            return HttpResponse.of(200);
        };
        try (FrameClient client = client(handler)) {
            client.head(1, false, "POST", "/");
            for (int i = 0; i < 5; i++) {
                client.data(1, false, "x".repeat(16_384));
            }
            assertThat(client.resetCode()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    @Test
    void theMoreUrgentResponseGoesFirst() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        HttpHandler handler = request -> {
            both.countDown();
            return HttpResponse.of(200, Fields.EMPTY, Body.of(request.path().repeat(10_000)));
        };
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/a", "priority", "u=5");
            client.get(3, "/b", "priority", "u=2");
            client.response();
            client.response();
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 20_000));
            assertThat(streamsOfData(client, 40_000)).startsWith(3).endsWith(1).doesNotContainSequence(1, 3);
        }
    }

    @Test
    void aPriorityUpdateCountsEvenBeforeItsStreamIsOpen() throws Exception {
        HttpHandler handler = request ->
                HttpResponse.of(200, Fields.EMPTY, Body.of(request.path().repeat(10_000)));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.send(FrameType.PRIORITY_UPDATE, 0, 0, update(3, "u=0"));
            client.get(1, "/a", "priority", "u=5");
            client.get(3, "/b", "priority", "u=7");
            client.get(5, "/c", "priority", "u=6");
            for (int i = 0; i < 3; i++) {
                client.response();
            }
            client.send(FrameType.PRIORITY_UPDATE, 0, 0, update(5, "u=1"));
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 20_000));
            assertThat(streamsOfData(client, 60_000).stream().distinct()).containsExactly(3, 5, 1);
        }
    }

    @Test
    void theOriginsOwnPriorityCountsForMoreThanTheClients() throws Exception {
        HttpHandler handler = request -> HttpResponse.of(
                200,
                request.path().equals("/b") ? Fields.of(Rig.field("priority", "u=1")) : Fields.EMPTY,
                Body.of(request.path().repeat(10_000)));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/a", "priority", "u=2");
            client.get(3, "/b", "priority", "u=5");
            client.response();
            client.response();
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 20_000));
            assertThat(streamsOfData(client, 40_000).stream().distinct()).containsExactly(3, 1);
        }
    }

    private static byte[] update(int stream, String wish) {
        byte[] text = wish.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + text.length).putInt(stream).put(text).array();
    }

    @Test
    void incrementalResponsesTakeTurns() throws Exception {
        HttpHandler handler = request ->
                HttpResponse.of(200, Fields.EMPTY, Body.of(request.path().repeat(25_000)));
        try (FrameClient client = client(handler, Settings.INITIAL_WINDOW_SIZE, 0)) {
            client.get(1, "/a", "priority", "i");
            client.get(3, "/b", "priority", "i");
            client.response();
            client.response();
            client.widen(0, 100_000);
            client.send(FrameType.SETTINGS, 0, 0, Settings.payload(Settings.INITIAL_WINDOW_SIZE, 50_000));
            assertThat(streamsOfData(client, 100_000)).startsWith(1, 3, 1, 3);
        }
    }

    private static List<Integer> streamsOfData(FrameClient client, int bytes) throws IOException {
        List<Integer> streams = new ArrayList<>();
        int got = 0;
        while (got < bytes) {
            Frame frame = client.next(FrameType.DATA);
            streams.add(frame.header().stream());
            got += frame.header().length();
        }
        return streams;
    }
}
