package io.telpher.gateway.health;

import io.telpher.core.Probe.Answer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a service says of what it depends on, as JSON. It is well if its own {@code status} is up and so is everything
 * under {@code components}, {@code dependencies} and {@code checks}, at any depth: the forms of Spring Boot's actuator,
 * of {@code health+json} and of most hand-written ones. Up is one of a few words, or {@code true}.
 */
final class DeepCheck {
    /** How long an answer may be. */
    static final int BODY_MAX_BYTES = 64 << 10;

    private static final int DEPTH_MAX = 16;
    private static final Set<String> UP = Set.of(
            "up",
            "ok",
            "pass",
            "passing",
            "healthy",
            "green",
            "available",
            "ready",
            "true",
            "warn",
            "warning",
            "connected");
    private static final Set<String> STATUS = Set.of("status", "state", "healthy", "up", "ok");
    private static final Set<String> PARTS = Set.of("components", "dependencies", "checks");
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser json;
    private int said;
    private @Nullable String down;

    private DeepCheck(JsonParser json) {
        this.json = json;
    }

    /** Judges an answer. */
    static Answer judge(String body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            DeepCheck check = new DeepCheck(json);
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new Answer(false, "HTTP 200, but no JSON object");
            }
            check.service("the service", 0);
            if (check.down != null) {
                return new Answer(false, check.down);
            }
            return check.said == 0
                    ? new Answer(false, "HTTP 200, but its JSON has no status")
                    : new Answer(true, "HTTP 200, " + check.said + " up");
        } catch (JacksonException e) {
            return new Answer(false, "HTTP 200, but no JSON");
        }
    }

    /** Whether the service says of itself that it is draining: in its own status, not in that of a dependency. */
    static boolean saysDraining(String body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean status = STATUS.contains(json.currentName());
                json.nextToken();
                if (status && "draining".equalsIgnoreCase(json.getString())) {
                    return true;
                }
                json.skipChildren();
            }
        } catch (JacksonException e) {
            return false;
        }
        return false;
    }

    /** Reads an object that tells of a service or a dependency. */
    private void service(String name, int depth) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            JsonToken token = json.nextToken();
            if (PARTS.contains(key) && depth < DEPTH_MAX) {
                parts(token, name, depth + 1);
            } else if (STATUS.contains(key) && token.isScalarValue()) {
                verdict(name);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Reads a mapping of names, or a list, of dependencies. */
    private void parts(JsonToken token, String owner, int depth) {
        switch (token) {
            case START_OBJECT -> {
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    part(json.nextToken(), name, depth);
                }
            }
            case START_ARRAY -> list(owner, depth);
            default -> verdict(owner);
        }
    }

    private void list(String name, int depth) {
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            part(token, name, depth);
        }
    }

    private void part(JsonToken token, String name, int depth) {
        switch (token) {
            case START_OBJECT -> {
                int before = said;
                service(name, depth);
                if (said == before) {
                    blame(name + " has no status");
                }
            }
            case START_ARRAY -> {
                if (depth < DEPTH_MAX) {
                    list(name, depth + 1);
                } else {
                    json.skipChildren();
                    blame(name + " is nested too deeply");
                }
            }
            default -> verdict(name);
        }
    }

    private void verdict(String name) {
        String word = json.getString();
        said++;
        if (word == null || !UP.contains(word.toLowerCase(Locale.ROOT))) {
            blame(name + " is " + word);
        }
    }

    /** The first one is told. */
    private void blame(String what) {
        if (down == null) {
            down = what.length() > 100 ? what.substring(0, 100) : what;
        }
    }
}
