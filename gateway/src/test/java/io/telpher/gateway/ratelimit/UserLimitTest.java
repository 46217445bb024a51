package io.telpher.gateway.ratelimit;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Verdict;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits that go by who asks. */
class UserLimitTest extends RateLimits {

    @Test
    void usersAreKnownOnceSomethingHasFoundOutWhoAsks() throws Exception {
        Both filter = filter(List.of(map("per", "ip", "limit", "5/min"), map("per", "user", "limit", "2/min")));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            HttpRequest request = from("192.0.2.1");
            assertThat(filter.admit(request)).as("nobody is known at the gate").isInstanceOf(Verdict.Admit.class);
            request.exchange().identity(name -> name.equals("sub") ? "alice" : null);
            statuses.add(filter.call(request, _ -> HttpResponse.of(200)).status());
        }
        assertThat(statuses).containsExactly(200, 200, 429, 429);
        HttpRequest bob = from("192.0.2.1");
        filter.admit(bob);
        bob.exchange().identity(_ -> "bob");
        HttpResponse last = filter.call(bob, _ -> HttpResponse.of(200));
        assertThat(field(last, "ratelimit"))
                .as("what was refused cost nothing in the other limit")
                .isEqualTo("\"ip\";r=2;t=60, \"user\";r=1;t=60");
    }

    @Test
    void whatGoesByAddressIsAskedBeforeAndWhatGoesByUserAfterSomebodyIsKnown() throws Exception {
        Both filter = filter(List.of(
                map("per", "ip", "limit", "9/min"),
                map("per", "ip", "limit", "5/min", "store", "redis", "name", "addresses"),
                map("per", "user", "limit", "3/min", "store", "redis")));
        List<String> order = new ArrayList<>();
        HttpResponse answer = null;
        for (int i = 0; i < 4; i++) {
            HttpRequest request = from("192.0.2.1");
            filter.admit(request);
            answer = filter.outer().call(request, passed -> {
                order.add("known after " + stored.size());
                passed.exchange().identity(name -> name.equals("sub") ? "alice" : "issuer");
                return filter.inner().call(passed, _ -> HttpResponse.of(200));
            });
        }
        assertThat(order).containsExactly("known after 1", "known after 3", "known after 5", "known after 7");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(field(answer, "retry-after")).isEqualTo("60");
        assertThat(field(answer, "ratelimit"))
                .as("in the file's order; what a store took before is not given back")
                .isEqualTo("\"ip\";r=5;t=60, \"addresses\";r=1;t=60, \"user\";r=0;t=60");
        assertThat(stored).containsSequence("192.0.2.1", "issuer\nalice");
    }

    @Test
    void usersOfSeveralIssuersAreToldApart() throws Exception {
        Both filter = filter(map("per", "user", "limit", "1/min"));
        for (String issuer : List.of("one", "two")) {
            HttpRequest request = from("192.0.2.1");
            filter.admit(request);
            request.exchange().identity(name -> name.equals("sub") ? "alice" : issuer);
            assertThat(filter.call(request, _ -> HttpResponse.of(200)).status()).isEqualTo(200);
        }
    }
}
