package io.telpher.net.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Makes a socket that io_uring has accepted, which has its calls wait, one whose calls do not: epoll wants those. */
public final class NonBlocking {
    private static final int GET_FLAGS = 3;
    private static final int SET_FLAGS = 4;
    private static final int NONBLOCK = 0x800;

    private static final MethodHandle FCNTL = NativeCalls.of(
            "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));

    private NonBlocking() {}

    /** Has no call of {@code socket} wait any more. @throws IOException if there is no such socket */
    public static void make(int socket) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int flags = (int) FCNTL.invokeExact(state, socket, GET_FLAGS, 0);
            int done = flags < 0 ? flags : (int) FCNTL.invokeExact(state, socket, SET_FLAGS, flags | NONBLOCK);
            if (done < 0) {
                throw new IOException("the flags of a socket cannot be set");
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw NativeCalls.impossible(e);
        }
    }
}
