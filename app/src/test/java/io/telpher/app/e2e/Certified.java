package io.telpher.app.e2e;

import io.telpher.net.tls.certificate.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Certificates of an authority of a test's own, whose root is {@code ca.crt} in its folder. */
final class Certified {
    private Certified() {}

    /** The file of a certificate, and its key, for a name and this machine, valid for 90 days from {@code clock}'s now. */
    static Path file(Path authority, InstantSource clock, String name) throws IOException {
        new LocalAuthority(authority, clock).identity(List.of(name));
        try (Stream<Path> files = Files.list(authority)) {
            return files.filter(file -> file.getFileName().toString().startsWith("server-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
