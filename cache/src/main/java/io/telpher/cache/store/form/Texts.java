package io.telpher.cache.store.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Texts as bytes: how long, and UTF-8. */
public final class Texts {
    private Texts() {}

    /** Writes one. */
    public static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads one. @throws Corrupt if there is none */
    public static String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new Corrupt("a text is cut off");
        }
        return new String(in.readNBytes(length), UTF_8);
    }

    static void writeNullable(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            write(out, text);
        }
    }

    static @Nullable String readNullable(DataInputStream in) throws IOException {
        return in.readBoolean() ? read(in) : null;
    }

    /** Writes several. */
    public static void writeAll(DataOutputStream out, Collection<String> texts) throws IOException {
        out.writeShort(texts.size());
        for (String text : texts) {
            write(out, text);
        }
    }

    /** Reads several. */
    public static Set<String> readAll(DataInputStream in) throws IOException {
        Set<String> texts = new LinkedHashSet<>();
        for (int count = in.readShort(); count > 0; count--) {
            texts.add(read(in));
        }
        return texts;
    }
}
