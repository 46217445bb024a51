package io.telpher.net.probe.wire;

import java.io.ByteArrayOutputStream;

/** DNS over UDP (RFC 1035): asks for the address of a name. That there is none is an answer; SERVFAIL is not one. */
public final class DnsTalk implements Talk {
    private static final int NUMBER = 0x7e1f;
    private static final int SERVFAIL = 2;
    private static final int LABEL_MAX = 63;

    private final byte[] question;

    /** @param name what is asked for, such as {@code example.com}; {@code .} for the root */
    public DnsTalk(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) (NUMBER >> 8), (byte) NUMBER, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            if (label.length() > LABEL_MAX) {
                throw new IllegalArgumentException("a label of a name has at most 63 characters");
            }
            out.write(label.length());
            out.writeBytes(Words.bytes(label));
        }
        out.writeBytes(new byte[] {0, 0, 1, 0, 1});
        question = out.toByteArray();
    }

    @Override
    public boolean datagrams() {
        return true;
    }

    @Override
    public byte[] opening() {
        return question.clone();
    }

    @Override
    public Step hear(int step, byte[] heard) {
        if (heard.length < 12 || Words.number(heard, 0, 2) != NUMBER || (heard[2] & 0x80) == 0) {
            return Step.bad("does not speak DNS");
        }
        int code = heard[3] & 0xf;
        return code == SERVFAIL ? Step.bad("SERVFAIL") : Step.well("answers, code " + code);
    }
}
