package io.telpher.app;

import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.gateway.jwt.JwtConfig;
import io.telpher.net.tls.certificate.CertificateFiles;
import io.telpher.net.tls.certificate.CertificateProblem;
import io.telpher.net.tls.certificate.ChainAdvice;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The check that the certificates, keys and authorities in the files that a configuration names can be used. Only for whoever
 * asks for a judgement: a start reads them anyway. Of files that are not here {@link FileAdvice} tells.
 */
final class FileContents {
    private final Instant now;

    private FileContents(Instant now) {
        this.now = now;
    }

    static void check(Node root, Problems problems) {
        new FileContents(InstantSource.system().instant()).look("", root, problems);
    }

    private void look(String key, Node node, Problems at) {
        switch (node) {
            case Node.Items list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    look(key, list.items().get(i), at.at("[" + i + "]"));
                }
            }
            case Node.Entries mapping -> {
                files(key, mapping, at);
                mapping.entries().forEach(entry -> look(entry.key(), entry.value(), at.at(entry.key())));
            }
            case Node.Scalar _, Node.Empty _ -> {}
        }
    }

    private void files(String key, Node mapping, Problems at) {
        Path secret = file(References.value(mapping, "key"));
        for (String chain : List.of("chain", "certificate")) {
            if (secret != null) {
                read(
                        mapping,
                        chain,
                        at,
                        file -> CertificateFiles.read(file, secret, now).warnings());
            }
        }
        for (String authorities : List.of("ca", "authorities")) {
            read(mapping, authorities, at, file -> ChainAdvice.ofAuthorities(file, now));
        }
        if (key.equals("certificate")) {
            read(
                    mapping,
                    "folder",
                    at,
                    file -> CertificateFiles.folder(file, now).stream()
                            .flatMap(one -> one.warnings().stream())
                            .toList());
        }
        Node jwt = References.value(mapping, "jwt");
        if (jwt != null) {
            tokens(jwt, at.at("jwt"));
        }
    }

    private static void tokens(Node jwt, Problems at) {
        JwtConfig read = JwtConfig.SHAPE.read(jwt, new Problems());
        Node keys = References.value(jwt, "keys");
        String trouble = read == null || keys == null ? null : read.trouble();
        if (keys != null && trouble != null) {
            at.at("keys").error(keys.location(), trouble);
        }
    }

    private interface Reader {
        /** Reads a file. @return what had better be mended */
        List<String> warnings(Path file) throws CertificateProblem;
    }

    private static void read(Node mapping, String key, Problems at, Reader reader) {
        Node named = References.value(mapping, key);
        Path file = file(named);
        if (named != null && file != null) {
            try {
                reader.warnings(file).forEach(warning -> at.at(key).warning(named.location(), warning));
            } catch (CertificateProblem e) {
                at.at(key).error(named.location(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** Null if it is none, or not here. */
    private static @Nullable Path file(@Nullable Node named) {
        try {
            return named instanceof Node.Scalar one && Files.isReadable(Path.of(one.text()))
                    ? Path.of(one.text())
                    : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
