package io.telpher.cache.rules;

import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;

/**
 * An origin's answer: its head, and when it was asked for and came.
 *
 * @param length of its content, or -1
 * @param requestMillis when the request was sent
 * @param responseMillis when the head came
 */
public record Reply(int status, Fields fields, long length, long requestMillis, long responseMillis) {

    Storable storable(Storing storing, HttpRequest request) {
        return storing.decide(request, status, fields, length, requestMillis, responseMillis);
    }
}
