package io.telpher.net.loop;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.stream.Stream;

/** The system's own functions, where this process may call them and lays out memory as they expect it. */
public final class NativeCalls {
    static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private NativeCalls() {}

    /** True if there are any. Library use permits them by {@code --enable-native-access}. */
    public static boolean permitted() {
        return NativeCalls.class.getModule().isNativeAccessEnabled() && ADDRESS.byteSize() == Long.BYTES;
    }

    /** One of them, which leaves {@code errno} in the memory that is its first argument. */
    @SuppressWarnings("restricted") // whoever calls has asked whether it is permitted
    static MethodHandle of(String name, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment symbol = Linker.nativeLinker().defaultLookup().find(name).orElseThrow();
        Linker.Option[] all =
                Stream.concat(Stream.of(ERRNO), Stream.of(options)).toArray(Linker.Option[]::new);
        return Linker.nativeLinker().downcallHandle(symbol, shape, all);
    }

    static IllegalStateException impossible(Throwable e) {
        return new IllegalStateException("a call of the system failed before it was made", e);
    }
}
