package io.telpher.gateway.files;

import org.jspecify.annotations.Nullable;

/**
 * What answers a request.
 *
 * @param content the bytes
 * @param type their media type
 * @param etag a strong entity tag
 * @param modifiedSeconds when it was modified last, or null if no date tells its changes
 * @param cacheControl how long it may be kept, or null to say nothing of it
 */
record Served(
        Content content,
        String type,
        String etag,
        @Nullable Long modifiedSeconds,
        @Nullable String cacheControl) {

    /** A file as it lies there. */
    static Served of(FoundFile file, @Nullable String cacheControl) {
        String type = ContentTypes.of(String.valueOf(file.path().getFileName()));
        return new Served(file, type, file.etag(), file.modifiedSeconds(), cacheControl);
    }
}
