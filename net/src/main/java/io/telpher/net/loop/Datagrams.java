package io.telpher.net.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls of Linux that take and give many datagrams at once, without an object for each: recvmmsg and sendmmsg, and send
 * for one. None waits. Addresses are those of native memory, laid out as the kernel of a 64-bit machine wants it; what goes
 * wrong is told as {@code -errno}.
 */
final class Datagrams {
    static final int EAGAIN = 11;

    private static final int DONTWAIT = 0x40;
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    static final long STATE_BYTES = STATE.byteSize();

    private static final MethodHandle RECVMMSG = NativeCalls.of(
            "recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SENDMMSG =
            NativeCalls.of("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND =
            NativeCalls.of("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));

    private Datagrams() {}

    /** @return how many have come, 0 if there are none */
    static int receive(MemorySegment state, int socket, long headers, int count) {
        try {
            int came = (int) RECVMMSG.invokeExact(state, socket, headers, count, DONTWAIT, 0L);
            return came >= 0 ? came : nothing(state);
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
    }

    private static int nothing(MemorySegment state) {
        int why = state.get(JAVA_INT, ERRNO_AT);
        return why == EAGAIN ? 0 : -why;
    }

    /** @return how many were taken, of the first ones */
    static int send(MemorySegment state, int socket, long headers, int count) {
        try {
            int taken = (int) SENDMMSG.invokeExact(state, socket, headers, count, DONTWAIT);
            return taken >= 0 ? taken : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
    }

    /** One, on a connected socket. @return its length if it was taken */
    static int sendOne(MemorySegment state, int socket, long address, int length) {
        try {
            long taken = (long) SEND.invokeExact(state, socket, address, (long) length, DONTWAIT);
            return taken >= 0 ? (int) taken : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
    }
}
