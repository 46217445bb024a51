package io.telpher.app.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Json;
import io.telpher.core.Waiter;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmingTest {
    private final ManualTimers timers = new ManualTimers();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<String> fetched = new ConcurrentLinkedQueue<>();
    private final Semaphore answers = new Semaphore(0);

    private final Warming warming = new Warming(
            target -> {
                fetched.add(target.path());
                answers.acquire();
                if (target.path().equals("/bad")) {
                    throw new IOException("answered with 500");
                }
                return 10;
            },
            new Waiter(timers),
            threads);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static WarmList list(String... paths) {
        StringBuilder text = new StringBuilder();
        for (String path : paths) {
            text.append("https://a.example").append(path).append('\n');
        }
        return WarmList.of(text.toString());
    }

    private String seen() {
        return Json.compact(warming.seen());
    }

    @Test
    void a_url_stands_on_each_line() {
        WarmList list = WarmList.of("\ufeff# ours\nhttps://A.Example/a\r\n\n  http://b.example/c?d=1 # why\n");
        assertThat(list.targets())
                .extracting(each -> each.scheme() + " " + each.authority() + " " + each.path())
                .containsExactly("https a.example /a", "http b.example /c");
    }

    @Test
    void a_sitemap_is_a_list() {
        WarmList list = WarmList.of("""
                <?xml version="1.0" encoding="UTF-8"?>
                <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                  <url><loc>https://a.example/a?x=1&amp;y=2</loc><priority>0.8</priority></url>
                  <url><loc> <![CDATA[https://a.example/b]]> </loc></url>
                </urlset>
                """);
        assertThat(list.targets())
                .extracting(each -> each.path() + "?" + each.query())
                .containsExactly("/a?x=1&y=2", "/b?null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "/a", "ftp://a.example/", "<sitemapindex></sitemapindex>", "<urlset/>"})
    void what_is_no_list_is_refused(String text) {
        assertThatThrownBy(() -> WarmList.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void so_many_are_under_way_at_once_and_what_failed_is_told() throws Exception {
        assertThat(warming.start(list("/1", "/bad", "/3", "/4"), 2, Warming.RATE_MAX))
                .isTrue();
        timers.advance(Duration.ofSeconds(1));
        Eventually.see(fetched::size, count -> count == 2);
        assertThat(warming.start(list("/other"), 1, 1)).as("one list at a time").isFalse();
        assertThat(seen()).contains("\"state\":\"running\",\"total\":4,\"done\":0");

        answers.release(4);
        Eventually.see(this::seen, text -> text.contains("\"state\":\"done\""));
        assertThat(seen())
                .contains("\"done\":4,\"failed\":1,\"bytes\":30")
                .contains("{\"url\":\"https://a.example/bad\",\"why\":\"answered with 500\"}");
        assertThat(List.copyOf(fetched)).containsExactlyInAnyOrder("/1", "/bad", "/3", "/4");
        assertThat(warming.start(list("/other"), 1, Warming.RATE_MAX)).isTrue();
    }

    @Test
    void so_many_begin_in_a_second() throws Exception {
        answers.release(100);
        warming.start(list("/1", "/2", "/3"), 1, 2);
        Eventually.see(fetched::size, count -> count == 1);
        Eventually.see(timers::pending, count -> count == 1);
        timers.advance(Duration.ofMillis(499));
        assertThat(fetched).hasSize(1);
        timers.advance(Duration.ofMillis(1));
        Eventually.see(fetched::size, count -> count == 2);
    }

    @Test
    void who_stops_it_waits_for_what_is_under_way_only() throws Exception {
        warming.start(list("/1", "/2", "/3"), 1, Warming.RATE_MAX);
        Eventually.see(fetched::size, count -> count == 1);
        warming.stop();
        assertThat(seen()).contains("running");
        answers.release(3);
        Eventually.see(this::seen, text -> text.contains("\"state\":\"stopped\",\"total\":3,\"done\":1"));
    }
}
