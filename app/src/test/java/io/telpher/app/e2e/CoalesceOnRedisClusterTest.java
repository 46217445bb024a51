package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealRedisCluster;
import io.telpher.testkit.server.RedisServers;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Identical requests to two processes of Telpher that share a Redis Cluster. */
class CoalesceOnRedisClusterTest extends CoalesceOnRedisTest {
    @Override
    RedisServers servers(Path directory) throws Exception {
        return RealRedisCluster.start(directory, 3);
    }

    @Test
    void whenTheServerThatWouldTellIsKilledThoseWhoWaitAreAnswered() throws Exception {
        List<Future<Tool.Result>> here = ask(one, "/trends/d");
        Eventually.see(() -> asked("/trends/d"), count -> count == 1);
        List<Future<Tool.Result>> there = ask(other, "/trends/d");
        awaitFollower().kill();
        goOn.countDown();
        answered(here);
        answered(there);
        assertThat(asked("/trends/d")).as("not each for himself").isLessThan(EACH);
    }

    @Test
    void whenTheServerThatKnowsWhoLeadsIsKilledThoseWhoWaitAskForThemselves() throws Exception {
        List<Future<Tool.Result>> here = ask(one, "/trends/e");
        Eventually.see(() -> asked("/trends/e"), count -> count == 1);
        List<Future<Tool.Result>> there = ask(other, "/trends/e");
        awaitFollower();
        whoLeads().kill();
        Eventually.see(() -> asked("/trends/e"), count -> count >= 2);
        goOn.countDown();
        answered(here);
        answered(there);
        assertThat(other.metrics().sum("telpher_coalesce_store_away_total")).isGreaterThanOrEqualTo(1);
    }
}
