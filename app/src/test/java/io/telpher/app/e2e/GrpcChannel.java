package io.telpher.app.e2e;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.telpher.testkit.server.RealGrpc;
import java.io.IOException;
import java.nio.file.Path;

/** A client of grpc-java whose calls say to which upstream they want. */
record GrpcChannel(ManagedChannel channel, String upstream) implements AutoCloseable {
    private static final Metadata.Key<String> TO = Metadata.Key.of("to", Metadata.ASCII_STRING_MARSHALLER);

    static GrpcChannel plain(int port, String upstream) {
        return new GrpcChannel(RealGrpc.channel(port), upstream);
    }

    static GrpcChannel secure(int port, Path authority, String upstream) throws IOException {
        return new GrpcChannel(RealGrpc.channel(port, "localhost", authority), upstream);
    }

    Channel calls() {
        return calls(new Metadata());
    }

    /** With these headers besides. */
    Channel calls(Metadata headers) {
        headers.put(TO, upstream);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
