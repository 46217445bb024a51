package io.telpher.gateway;

import io.telpher.http.HttpUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a feature asks for a document that it needs itself, such as the keys of whom it trusts. Blocking. */
@FunctionalInterface
public interface Fetching {
    /** Nothing can be had. */
    Fetching NONE = _ -> {
        throw new IOException("nothing can be asked for here");
    };

    /**
     * What is asked for.
     *
     * @param url where it is
     * @param ca PEM file of the authorities to trust instead of the system's, or null
     * @param timeout how long connecting and answering may take, each
     * @param bytesMax how long it may be
     */
    record Wanted(HttpUrl url, @Nullable Path ca, Duration timeout, int bytesMax) {}

    /**
     * The document.
     *
     * @throws IOException if it cannot be had: whoever has it is away, answers anything but 200, or it is too long. The message
     *     is for people and tells no secret
     */
    byte[] fetch(Wanted wanted) throws IOException, InterruptedException;
}
