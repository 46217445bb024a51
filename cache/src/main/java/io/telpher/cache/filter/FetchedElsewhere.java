package io.telpher.cache.filter;

import io.telpher.http.HttpResponse;
import io.telpher.http.ReplyCodec;
import io.telpher.resilience.coalesce.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one node has fetched, as bytes for the others: when, and the response. Each of them stores it as if it had asked itself. */
final class FetchedElsewhere implements Codec<Asked, Fetched> {
    private final Fetch fetch;
    private final int bytesMax;

    FetchedElsewhere(Fetch fetch, int bytesMax) {
        this.fetch = fetch;
        this.bytesMax = bytesMax;
    }

    @Override
    public byte[] encode(Asked asked, Fetched fetched) throws IOException {
        if (!(fetched instanceof Fetched.Shared shared)) {
            throw new IOException("it is not for others");
        }
        HttpResponse head = shared.own();
        try {
            if (head == null) {
                throw new IOException("it is not for others");
            }
            HttpResponse reply =
                    HttpResponse.of(head.status(), head.fields(), shared.entry().content());
            byte[] response = ReplyCodec.encode(asked.request(), reply, bytesMax);
            return ByteBuffer.allocate(Long.BYTES + response.length)
                    .putLong(shared.entry().meta().storedMillis())
                    .put(response)
                    .array();
        } finally {
            shared.discard();
        }
    }

    @Override
    public @Nullable Fetched decode(byte[] bytes, Asked asked) throws IOException {
        if (bytes.length < Long.BYTES) {
            throw new IOException("not a response");
        }
        long millis = ByteBuffer.wrap(bytes).getLong();
        HttpResponse response = ReplyCodec.decode(Arrays.copyOfRange(bytes, Long.BYTES, bytes.length), asked.request());
        return response == null ? null : fetch.received(asked, response, millis);
    }
}
