package io.telpher.cache.filter;

import io.telpher.cache.rules.Reply;
import io.telpher.http.HttpResponse;

/**
 * An origin's answer.
 *
 * @param response it
 * @param reply what the rules want to know of it
 * @param moment of the store when it was asked for
 */
record Came(HttpResponse response, Reply reply, long moment) {}
