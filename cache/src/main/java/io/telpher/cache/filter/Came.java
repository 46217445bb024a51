package io.telpher.cache.filter;

import io.telpher.cache.rules.Reply;
import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;

/**
 * An origin's answer.
 *
 * @param response it
 * @param reply what the rules want to know of it
 * @param moment of the store when it was asked for
 */
record Came(HttpResponse response, Reply reply, long moment) {

    /** An answer to what was asked for at a moment, or at an earlier one if it stood in another cache, as {@code Age} tells. */
    static Came at(long moment, long settled, HttpResponse response, Reply reply) {
        return new Came(response, reply, reply.fields().contains(FieldName.AGE) ? settled : moment);
    }
}
