package io.telpher.net.probe.wire;

import java.nio.ByteBuffer;

/** Kafka: asks a broker which requests it knows (ApiVersions), which it answers before anybody says who they are. */
public final class KafkaTalk implements Talk {
    private static final short API_VERSIONS = 18;
    private static final int NUMBER = 0x7e1f;

    @Override
    public byte[] opening() {
        byte[] client = Words.bytes("telpher");
        return ByteBuffer.allocate(14 + client.length)
                .putInt(10 + client.length)
                .putShort(API_VERSIONS)
                .putShort((short) 0)
                .putInt(NUMBER)
                .putShort((short) client.length)
                .put(client)
                .array();
    }

    @Override
    public Step hear(int step, byte[] heard) {
        if (heard.length < 10) {
            return Step.MORE;
        }
        if (Words.number(heard, 4, 4) != NUMBER) {
            return Step.bad("does not speak Kafka");
        }
        long error = Words.number(heard, 8, 2);
        return error == 0 ? Step.well("tells its versions") : Step.bad("error " + error);
    }
}
