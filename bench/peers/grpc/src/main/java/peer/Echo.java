package peer;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The one method: what is sent comes back, message by message, in both directions at once. Messages are bytes. */
final class Echo {
    static final MethodDescriptor<byte[], byte[]> BOTH = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setFullMethodName("bench.Stream/Both")
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private Echo() {}

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
