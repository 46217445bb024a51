package io.telpher.gateway.coalesce;

import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.ReplyCodec;
import io.telpher.resilience.coalesce.Codec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Responses as they stand in a store.
 *
 * @param bytesMax how long the content may be
 */
record StoredReplies(int bytesMax) implements Codec<HttpRequest, HttpResponse> {

    @Override
    public byte[] encode(HttpRequest request, HttpResponse reply) throws IOException {
        return ReplyCodec.encode(request, reply, bytesMax);
    }

    @Override
    public @Nullable HttpResponse decode(byte[] bytes, HttpRequest request) throws IOException {
        return ReplyCodec.decode(bytes, request);
    }
}
