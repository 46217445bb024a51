package io.telpher.gateway.ratelimit;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.limit.Algorithm;
import io.telpher.gateway.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitConfigTest {
    @Test
    void theUsualLimitsAreThoseOfTheSource() {
        assertThat(limit("ip")).isEqualTo(new Rate(1_000, 60_000_000_000L));
        assertThat(limit("user")).isEqualTo(new Rate(100, 60_000_000_000L));
        assertThat(limit("api-key")).isEqualTo(new Rate(10_000, 60_000_000_000L));
        assertThat(limit("global")).isEqualTo(new Rate(1_000_000, 60_000_000_000L));
        LimitConfig bucket = Config.read(LimitConfig.SHAPE, map("per", "ip", "algorithm", "token-bucket"));
        assertThat(bucket.rate()).isEqualTo(new Rate(10, 1_000_000_000));
        assertThat(bucket.burst()).isEqualTo(100);
        assertThat(Config.read(LimitConfig.SHAPE, map("per", "ip")).algorithm()).isEqualTo(Algorithm.SLIDING_WINDOW);
        assertThat(Config.read(LimitConfig.SHAPE, map("per", "user")).algorithm())
                .isEqualTo(Algorithm.SLIDING_LOG);
    }

    private static Rate limit(String per) {
        return Config.read(LimitConfig.SHAPE, map("per", per)).rate();
    }

    @Test
    void ratesAreWrittenInManyWays() {
        for (String text : List.of("600/min", "600/60s", "600/m", "600/minute")) {
            assertThat(Config.read(Rate.SHAPE, text)).as(text).isEqualTo(new Rate(600, 60_000_000_000L));
        }
        assertThat(Config.read(Rate.SHAPE, "10K/hour")).isEqualTo(new Rate(10_000, 3_600_000_000_000L));
        for (String text : List.of("100", "100/", "/min", "100/week", "-1/s", "1.5/s")) {
            assertThat(Config.mistakes(Rate.SHAPE, text)).as(text).contains("how many in how long, such as 100/min");
        }
        assertThat(Config.mistakes(Rate.SHAPE, "0/s")).contains("a limit is of 1 to");
        assertThat(Config.mistakes(Rate.SHAPE, "1/32d")).contains("at most 31d");
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, map("limit", "1/s"))).contains("\"per\" is missing");
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, map("per", "route"))).contains("\"limit\" is missing");
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, map("per", "cookies")))
                .contains("header:NAME");
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, map("per", "ip", "limit", "9/s", "cost", 10)))
                .contains("no request could ever pass");
        assertThat(Config.mistakes(
                        RateLimitConfig.SHAPE, map("per", "ip", "limit", "99K/s", "algorithm", "sliding-log")))
                .contains("a sliding-window counts more");
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, map("per", "ip", "limit", "9/s", "burst", 10)))
                .contains("a window has no burst");
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, List.of(map("per", "ip"), map("per", "ip", "limit", "1/s"))))
                .contains("two limits per ip");
        assertThat(Config.mistakes(RateLimitConfig.SHAPE, List.of())).contains("1 to 8 limits");
    }
}
