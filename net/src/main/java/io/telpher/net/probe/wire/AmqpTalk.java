package io.telpher.net.probe.wire;

/** AMQP 0-9-1, which RabbitMQ speaks: names the version and waits for Connection.Start. */
public final class AmqpTalk implements Talk {
    private static final byte[] HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final long CONNECTION_START = (10L << 16) | 10;

    @Override
    public byte[] opening() {
        return HEADER.clone();
    }

    @Override
    public Step hear(int step, byte[] heard) {
        if (heard.length < 8) {
            return Step.MORE;
        }
        if (heard[0] == 'A') {
            return Step.bad("speaks another version of AMQP");
        }
        if (heard.length < 11) {
            return Step.MORE;
        }
        return heard[0] == 1 && Words.number(heard, 7, 4) == CONNECTION_START
                ? Step.well("begins a connection")
                : Step.bad("does not speak AMQP");
    }
}
