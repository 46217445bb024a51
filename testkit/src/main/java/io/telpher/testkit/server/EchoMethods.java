package io.telpher.testkit.server;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The methods of the service {@code test.Echo}, one for each kind of streaming. Messages are bytes, so nothing is generated. */
public final class EchoMethods {
    /** The name of the service. */
    public static final String SERVICE = "test.Echo";

    /** One message there, one back. */
    public static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodType.UNARY);

    /** One message there, many back. */
    public static final MethodDescriptor<byte[], byte[]> DOWN = method("Down", MethodType.SERVER_STREAMING);

    /** Many messages there, one back. */
    public static final MethodDescriptor<byte[], byte[]> UP = method("Up", MethodType.CLIENT_STREAMING);

    /** Many messages both ways at once. */
    public static final MethodDescriptor<byte[], byte[]> BOTH = method("Both", MethodType.BIDI_STREAMING);

    private EchoMethods() {}

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setType(type)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

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
