package io.telpher.gateway.headers;

import io.telpher.core.config.Mapping;

/**
 * What is done to fields.
 *
 * @param request on the way to the upstream
 * @param response on the way to the client, errors of our own included
 */
public record HeadersConfig(FieldEdits request, FieldEdits response) {

    /** The key {@code headers} of a route. */
    public static final Mapping<HeadersConfig> SHAPE = Mapping.of("headers", "What is done to fields.", keys -> {
        Mapping.Key<FieldEdits> request = keys.optional("request", FieldEdits.SHAPE, "On the way to the upstream.");
        Mapping.Key<FieldEdits> response = keys.optional("response", FieldEdits.SHAPE, "On the way to the client.");
        return values -> new HeadersConfig(
                FieldEdits.orNone(values.orNull(request)), FieldEdits.orNone(values.orNull(response)));
    });
}
