package io.telpher.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says beside the file.
 *
 * @param state the folder for what outlives the process: certificates, tokens, journals
 * @param admin where the admin interface listens, or null for what the configuration says
 */
public record Options(Path state, @Nullable InetSocketAddress admin) {}
