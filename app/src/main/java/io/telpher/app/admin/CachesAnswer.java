package io.telpher.app.admin;

import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.store.StoreNumbers;
import io.telpher.core.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the caches hold and which of their keys are hit most, as JSON. */
final class CachesAnswer {
    private CachesAnswer() {}

    static Json.Members of(Running.Caches caches) {
        return Json.members()
                .put(
                        "caches",
                        caches.numbers().entrySet().stream()
                                .map(each -> cache(each, caches.shared().get(each.getKey())))
                                .toList())
                .put(
                        "top",
                        caches.top().entrySet().stream()
                                .map(CachesAnswer::route)
                                .toList());
    }

    private static Json.Members cache(Map.Entry<String, StoreNumbers> cache, @Nullable StoreNumbers shared) {
        Json.Members told = numbers(Json.members().put("name", cache.getKey()), cache.getValue());
        return shared == null ? told : told.put("shared", numbers(Json.members(), shared));
    }

    private static Json.Members numbers(Json.Members into, StoreNumbers numbers) {
        return into.put("entries", numbers.entries())
                .put("bytes", numbers.bytes())
                .put("bytes_max", numbers.bytesMax())
                .put("stored", numbers.stored())
                .put("evicted", numbers.evicted())
                .put("refused", numbers.refused())
                .put("troubles", numbers.troubles());
    }

    private static Json.Members route(Map.Entry<String, List<TopKeys.Top>> route) {
        return Json.members()
                .put("route", route.getKey())
                .put(
                        "keys",
                        route.getValue().stream()
                                .map(top -> Json.members().put("uri", top.uri()).put("hits", top.hits()))
                                .toList());
    }
}
