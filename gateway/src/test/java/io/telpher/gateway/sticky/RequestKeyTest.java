package io.telpher.gateway.sticky;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.balance.algorithm.HashKey;
import io.telpher.gateway.Requests;
import io.telpher.http.HttpRequest;
import org.junit.jupiter.api.Test;

class RequestKeyTest {
    private static long url(HttpRequest request) {
        return RequestKey.of(HashKey.parse("url")).applyAsLong(request);
    }

    private static HttpRequest at(String authority, String target) {
        return Requests.get(target).withAuthority(authority);
    }

    @Test
    void aUrlIsHostPathAndQuery() {
        long key = url(at("a.example", "/b?c=1"));

        assertThat(url(at("a.example", "/b?c=1"))).isEqualTo(key);
        assertThat(url(at("b.example", "/b?c=1"))).isNotEqualTo(key);
        assertThat(url(at("a.example", "/b?c=2"))).isNotEqualTo(key);
        assertThat(url(at("a.example", "/b"))).isNotEqualTo(key);
        assertThat(url(at("a.example:8080", "/b?c=1"))).isNotEqualTo(key);
    }

    @Test
    void thePortOfAUrlThatNobodyNeedsToNameMakesNoDifference() {
        assertThat(url(at("a.example:80", "/b"))).isEqualTo(url(at("a.example", "/b")));
        assertThat(url(at("[2001:db8::80]:80", "/b"))).isEqualTo(url(at("[2001:db8::80]", "/b")));
        assertThat(url(at("[2001:db8::80]", "/b"))).isNotEqualTo(url(at("[2001:db8:]", "/b")));
    }
}
