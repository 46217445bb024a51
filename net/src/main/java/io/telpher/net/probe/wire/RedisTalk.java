package io.telpher.net.probe.wire;

/** Redis and what speaks like it: PING. Who wants a password is well; who loads, or has lost its master, is not. */
public final class RedisTalk implements Talk {
    @Override
    public byte[] opening() {
        return Words.bytes("*1\r\n$4\r\nPING\r\n");
    }

    @Override
    public Step hear(int step, byte[] heard) {
        String line = Words.line(heard);
        if (line == null) {
            return Step.MORE;
        }
        return line.startsWith("+PONG") || line.startsWith("-NOAUTH")
                ? Step.well("answers PING")
                : Step.bad("answered PING by " + Words.shown(line));
    }
}
