package io.telpher.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * What the command line says beside the file.
 *
 * @param state the folder for what outlives the process: certificates, tokens, journals
 * @param admin where the admin interface listens
 */
public record Options(Path state, InetSocketAddress admin) {}
