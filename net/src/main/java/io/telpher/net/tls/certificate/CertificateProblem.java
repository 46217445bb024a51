package io.telpher.net.tls.certificate;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate or key file that cannot be used. The message names the file, what is wrong and what would be right. */
public final class CertificateProblem extends IOException {
    private static final long serialVersionUID = 1L;

    public CertificateProblem(Path file, String wrong) {
        this(file, wrong, null);
    }

    public CertificateProblem(Path file, String wrong, @Nullable Throwable cause) {
        super(file + ": " + wrong, cause);
    }
}
