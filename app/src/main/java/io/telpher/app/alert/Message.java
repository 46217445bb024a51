package io.telpher.app.alert;

import io.telpher.balance.health.EndpointEvent;
import io.telpher.core.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An event as it is posted.
 *
 * @param id the same for every attempt, so that a receiver knows it again
 * @param at when it happened
 * @param event what happened
 */
record Message(String id, Instant at, EndpointEvent event) {

    /** JSON in UTF-8; {@code text} is for chat systems, which show it. */
    byte[] body() {
        return Json.compact(Json.members()
                        .put("id", id)
                        .put("time", at.truncatedTo(ChronoUnit.MILLIS).toString())
                        .put("event", event.kind().word())
                        .put("upstream", event.upstream())
                        .put("endpoint", event.endpoint().isEmpty() ? null : event.endpoint())
                        .put("detail", event.detail())
                        .put("in_flight", event.inFlight())
                        .put("text", text()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private String text() {
        String who = event.endpoint().isEmpty()
                ? "upstream " + event.upstream()
                : "endpoint " + event.endpoint() + " of " + event.upstream();
        return who + ": " + event.kind().word() + " (" + event.detail() + ")";
    }
}
