package io.telpher.net.probe.wire;

/** Cassandra and what speaks CQL: asks for its options (OPTIONS of protocol 4), which it tells anybody. */
public final class CassandraTalk implements Talk {
    private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};
    private static final int RESPONSE = 0x80;
    private static final int SUPPORTED = 6;

    @Override
    public byte[] opening() {
        return OPTIONS.clone();
    }

    @Override
    public Step hear(int step, byte[] heard) {
        if (heard.length < 9) {
            return Step.MORE;
        }
        if ((heard[0] & RESPONSE) == 0) {
            return Step.bad("does not speak CQL");
        }
        return heard[4] == SUPPORTED ? Step.well("tells its options") : Step.bad("answers OPTIONS by an error");
    }
}
