package io.telpher.gateway.grpc;

import io.telpher.core.Failure;
import org.jspecify.annotations.Nullable;

/** The status codes of gRPC that answers of ours become. */
enum GrpcStatus {
    CANCELLED(1),
    UNKNOWN(2),
    DEADLINE_EXCEEDED(4),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    UNAUTHENTICATED(16);

    private final int code;

    GrpcStatus(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    int code() {
        return code;
    }

    /**
     * What an answer of ours means to a client of gRPC. It follows the table by which clients read answers that are not
     * gRPC's, but for what we know better: time-outs, and limits.
     *
     * @param status of the answer as HTTP
     * @param failure what broke, if something did
     */
    static GrpcStatus of(int status, @Nullable Failure failure) {
        if (status == 504) {
            boolean reached = failure == null || failure.kind() != Failure.Kind.CONNECT_TIMEOUT;
            return reached ? DEADLINE_EXCEEDED : UNAVAILABLE;
        }
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404, 405, 501 -> UNIMPLEMENTED;
            case 408 -> DEADLINE_EXCEEDED;
            case 413, 429 -> RESOURCE_EXHAUSTED;
            case 499 -> CANCELLED;
            case 502, 503 -> UNAVAILABLE;
            default -> status >= 500 || status == 400 ? INTERNAL : UNKNOWN;
        };
    }
}
