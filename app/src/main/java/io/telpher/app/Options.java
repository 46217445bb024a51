package io.telpher.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says beside the file.
 *
 * @param state the folder for what outlives the process: certificates, tokens, journals
 * @param admin where the admin interface listens, or null for what the configuration says
 * @param watch whether the files are read anew when they change
 */
public record Options(Path state, @Nullable InetSocketAddress admin, boolean watch) {

    /** With files that are watched. */
    public Options(Path state, @Nullable InetSocketAddress admin) {
        this(state, admin, true);
    }
}
