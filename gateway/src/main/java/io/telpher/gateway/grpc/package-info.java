/** What routes do for gRPC: deadlines, answers in its own terms. */
@NullMarked
package io.telpher.gateway.grpc;

import org.jspecify.annotations.NullMarked;
