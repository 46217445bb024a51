package io.telpher.cache.store.form;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.rules.Held;
import io.telpher.cache.rules.Labels;
import io.telpher.cache.rules.StoredMeta;
import io.telpher.cache.rules.Variant;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Ranges;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All of a stored response but its content, as stores outside of this process's memory write it. */
public record StoredForm(CacheKey key, StoredMeta meta, Fields fields, Fields trailers, Labels labels) {

    /** Writes it: key, what is decided by, fields, trailers, labels. */
    public void write(DataOutputStream out) throws IOException {
        Texts.write(out, key.uri());
        Texts.write(out, key.more());
        meta(out, meta);
        FieldsCodec.write(out, fields);
        FieldsCodec.write(out, trailers);
        Texts.writeAll(out, labels.groups());
        Texts.writeAll(out, labels.tags());
    }

    /** Reads one. @throws IOException or IllegalArgumentException if these bytes are none */
    public static StoredForm read(DataInputStream in) throws IOException {
        CacheKey key = new CacheKey(Texts.read(in), Texts.read(in));
        StoredMeta meta = meta(in);
        return new StoredForm(
                key,
                meta,
                FieldsCodec.read(in),
                FieldsCodec.read(in),
                new Labels(Texts.readAll(in), Texts.readAll(in)));
    }

    private static void meta(DataOutputStream out, StoredMeta meta) throws IOException {
        out.writeShort(meta.status());
        out.writeInt(meta.flags());
        out.writeLong(meta.storedMillis());
        out.writeLong(meta.initialAgeMillis());
        out.writeLong(meta.lifetimeMillis());
        out.writeLong(meta.whileRevalidateMillis());
        out.writeLong(meta.onErrorMillis());
        out.writeLong(meta.onFailureMillis());
        out.writeLong(meta.dateSeconds());
        Long modified = meta.modifiedSeconds();
        out.writeBoolean(modified != null);
        out.writeLong(modified == null ? 0 : modified);
        out.writeLong(meta.size());
        Texts.writeNullable(out, meta.etag());
        out.writeShort(meta.variant().names().size());
        for (int i = 0; i < meta.variant().names().size(); i++) {
            Texts.write(out, meta.variant().names().get(i).text());
            Texts.writeNullable(out, meta.variant().values().get(i));
        }
        Held held = meta.held();
        out.writeShort(held == null ? -1 : held.ranges().size());
        for (Ranges.Range range : held == null ? List.<Ranges.Range>of() : held.ranges()) {
            out.writeLong(range.first());
            out.writeLong(range.last());
        }
    }

    private static StoredMeta meta(DataInputStream in) throws IOException {
        int status = in.readShort();
        int flags = in.readInt();
        long stored = in.readLong();
        long initialAge = in.readLong();
        long lifetime = in.readLong();
        long whileRevalidate = in.readLong();
        long onError = in.readLong();
        long onFailure = in.readLong();
        long date = in.readLong();
        boolean hasModified = in.readBoolean();
        long modified = in.readLong();
        long size = in.readLong();
        String etag = Texts.readNullable(in);
        return new StoredMeta(
                status,
                flags,
                stored,
                initialAge,
                lifetime,
                whileRevalidate,
                onError,
                onFailure,
                date,
                hasModified ? modified : null,
                size,
                etag,
                variant(in),
                held(in));
    }

    private static Variant variant(DataInputStream in) throws IOException {
        int count = in.readShort();
        if (count == 0) {
            return Variant.ANY;
        }
        List<FieldName> names = new ArrayList<>();
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(FieldName.of(Texts.read(in)));
            values.add(Texts.readNullable(in));
        }
        return new Variant(names, values);
    }

    private static @Nullable Held held(DataInputStream in) throws IOException {
        int count = in.readShort();
        if (count < 0) {
            return null;
        }
        List<Ranges.Range> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new Ranges.Range(in.readLong(), in.readLong()));
        }
        return new Held(ranges);
    }
}
