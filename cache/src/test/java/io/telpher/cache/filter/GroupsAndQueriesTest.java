package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.rules.Sample;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import org.junit.jupiter.api.Test;

/** Cache groups (RFC 9875) and QUERY (RFC 10008) through the filter. */
class GroupsAndQueriesTest {
    private final Rig rig = new Rig();

    private void changed(Method method, String target, String groups) throws Exception {
        Rig.Origin before = rig.origin;
        rig.origin = request -> HttpResponse.of(204, Sample.fields("cache-group-invalidation", groups), Body.empty());
        rig.call(method, target);
        rig.origin = before;
    }

    private boolean isHit(String target) throws Exception {
        return rig.get(target).told().contains("hit");
    }

    private void storeInGroups() throws Exception {
        rig.origin = request -> {
            String groups = request.path().equals("/a")
                    ? "\"g\", \"h\""
                    : request.path().equals("/b") ? "\"h\"" : "\"g\"";
            return rig.answer(request, request.path(), "cache-control", "max-age=60", "cache-groups", groups);
        };
        for (String target : new String[] {"/a", "/b", "/c", "https://other.org/c"}) {
            rig.get(target);
        }
    }

    @Test
    void aChangeTakesTheGroupsThatItNamesAndTheirMembersOtherGroupsStay() throws Exception {
        storeInGroups();

        changed(Method.POST, "/elsewhere", "\"g\"");

        assertThat(isHit("/b")).isTrue();
        assertThat(isHit("/a")).isFalse();
        assertThat(isHit("/c")).isFalse();
        assertThat(isHit("https://other.org/c"))
                .as("a group is of its origin only")
                .isTrue();
    }

    @Test
    void aSafeRequestTakesNoGroup() throws Exception {
        storeInGroups();

        changed(Method.of("OPTIONS"), "/elsewhere", "\"g\"");
        changed(Method.QUERY, "/elsewhere", "\"g\"");

        assertThat(isHit("/a")).isTrue();
    }

    private Got query(String content, String... fields) throws Exception {
        return rig.call(Sample.request(Method.QUERY, "/q", content, fields));
    }

    @Test
    void aQueryIsNoAnswerForAGetAndChangesNothing() throws Exception {
        rig.origin = request -> rig.answer(request, "of " + request.method(), "cache-control", "max-age=60");
        assertThat(rig.get("/q").content()).isEqualTo("of GET");
        assertThat(query("x").content()).isEqualTo("of QUERY");

        assertThat(query("x").told()).contains("hit");
        Got get = rig.get("/q");
        assertThat(get.told()).contains("hit");
        assertThat(get.content()).isEqualTo("of GET");
    }

    @Test
    void aQuerysConditionIsJudgedByWhatIsStoredForTheSameContent() throws Exception {
        query("x");

        assertThat(query("x", "if-none-match", "\"1\"").status()).isEqualTo(304);
        assertThat(rig.asked).hasSize(1);
    }

    @Test
    void aQueryThatIsTooLongForAKeyIsPassedOn() throws Exception {
        String content = "x".repeat(CacheSettings.DEFAULT.queryBytesMax() + 1);

        assertThat(query(content).told()).contains("fwd=bypass");
        assertThat(query(content).told()).contains("fwd=bypass");
    }

    @Test
    void directivesGoOnAndComeBack() throws Exception {
        rig.origin = request -> rig.answer(
                request, "a", "cache-control", "max-age=60, strange=\"a, b\"", "cdn-cache-control", "max-age=90;x");

        Got got = rig.get("/a", "cache-control", "max-age=5, odd");

        assertThat(rig.asked.getFirst().fields().value(io.telpher.http.FieldName.CACHE_CONTROL))
                .isEqualTo("max-age=5, odd");
        for (Got each : new Got[] {got, rig.get("/a")}) {
            assertThat(each.field("cache-control")).isEqualTo("max-age=60, strange=\"a, b\"");
            assertThat(each.field("cdn-cache-control")).isEqualTo("max-age=90;x");
        }
        assertThat(rig.asked).hasSize(1);
        assertThat(rig.asked.getFirst().fields()).isNotEqualTo(Fields.EMPTY);
    }
}
