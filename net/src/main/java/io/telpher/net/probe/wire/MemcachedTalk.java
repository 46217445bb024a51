package io.telpher.net.probe.wire;

/** Memcached: {@code version}. */
public final class MemcachedTalk implements Talk {
    @Override
    public byte[] opening() {
        return Words.bytes("version\r\n");
    }

    @Override
    public Step hear(int step, byte[] heard) {
        String line = Words.line(heard);
        if (line == null) {
            return Step.MORE;
        }
        return line.startsWith("VERSION ")
                ? Step.well("says " + Words.shown(line))
                : Step.bad("answered version by " + Words.shown(line));
    }
}
