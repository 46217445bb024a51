package io.telpher.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Responses as bytes, for nodes that share them: a version, the request's fields that it depends on and, if it is
 * for one only, what told who asked, then status, fields, content.
 * Bytes that are none, from a store that others write to as well, are told by an exception and nothing else.
 */
public final class ReplyCodec {
    private static final int VERSION = 2;
    private static final int FIELDS_MAX = 256;

    private ReplyCodec() {}

    /**
     * The response to {@code asked} as bytes. Blocking: reads its content.
     *
     * @throws IOException if it does not arrive, or is longer than {@code bytesMax}
     */
    public static byte[] encode(HttpRequest asked, HttpResponse reply, int bytesMax) throws IOException {
        byte[] content = reply.body().readAll(bytesMax);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + 1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        List<FieldName> same = SharedReply.same(reply.fields());
        out.writeShort(same.size());
        for (FieldName name : same) {
            text(out, name.text());
            String value = asked.fields().joined(name);
            out.writeBoolean(value != null);
            text(out, value == null ? "" : value);
        }
        text(out, SharedReply.isPersonal(reply.fields()) ? proof(asked) : "");
        out.writeShort(reply.status());
        out.writeShort(reply.fields().size());
        List<String> lines = new ArrayList<>();
        reply.fields().forEach((name, value) -> {
            lines.add(name);
            lines.add(value);
        });
        for (String line : lines) {
            text(out, line);
        }
        out.writeInt(content.length);
        out.write(content);
        return bytes.toByteArray();
    }

    /**
     * The response of these bytes, or null if it is no answer to {@code request}.
     *
     * @throws IOException if the bytes are no response
     */
    public static @Nullable HttpResponse decode(byte[] bytes, HttpRequest request) throws IOException {
        try {
            return read(new DataInputStream(new ByteArrayInputStream(bytes)), request);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a response: " + e.getMessage(), e);
        }
    }

    private static @Nullable HttpResponse read(DataInputStream in, HttpRequest request) throws IOException {
        if (in.readByte() != VERSION) {
            throw new IOException("not a response of this version");
        }
        boolean answers = true;
        for (int i = count(in); i > 0; i--) {
            FieldName name = FieldName.of(text(in));
            boolean present = in.readBoolean();
            String value = text(in);
            answers &= Objects.equals(present ? value : null, request.fields().joined(name));
        }
        String proof = text(in);
        answers &= proof.isEmpty() || proof.equals(proof(request));
        int status = in.readShort();
        Field[] fields = new Field[count(in)];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = Field.of(FieldName.of(text(in)), text(in));
        }
        int length = in.readInt();
        if (length < 0 || length != in.available()) {
            throw new IOException("the content is not whole");
        }
        HttpResponse reply = HttpResponse.of(status, Fields.of(fields), Body.of(in.readAllBytes()));
        return answers ? reply : null;
    }

    /** Never empty, nobody's included. */
    private static String proof(HttpRequest request) {
        return "by " + request.exchange().proof();
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readShort();
        if (count < 0 || count > FIELDS_MAX) {
            throw new IOException("too many fields");
        }
        return count;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeInt(latin.length);
        out.write(latin);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text is not whole");
        }
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }
}
