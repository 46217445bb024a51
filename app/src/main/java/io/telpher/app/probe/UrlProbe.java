package io.telpher.app.probe;

import io.telpher.core.Ticker;
import io.telpher.net.tls.chain.TrustAnchors;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;

/** {@code telpher probe URL}. */
public final class UrlProbe {
    /** The answer came and everything about it is sound. */
    public static final int SOUND = 0;
    /** Some layer is broken, or its certificate is not to be trusted. */
    public static final int BROKEN = 1;
    /** The URL or an option makes no sense. */
    public static final int MISUSED = 2;

    private UrlProbe() {}

    /** Probes and prints. @return {@link #SOUND}, {@link #BROKEN} or {@link #MISUSED} */
    public static int run(URI url, ProbeOptions options, PrintStream out) throws InterruptedException {
        ProbeTarget target;
        TrustAnchors anchors;
        try {
            target = ProbeTarget.of(url);
            Path authorities = options.authorities();
            anchors = authorities == null
                    ? TrustAnchors.system()
                    : TrustAnchors.system().and(TrustAnchors.file(authorities));
        } catch (IllegalArgumentException | IOException e) {
            out.println("telpher probe: " + e.getMessage());
            return MISUSED;
        }
        Report report = new Descent(url, target, options, anchors, Ticker.system(), Instant.now()).walk();
        out.print(options.json() ? JsonReport.of(report) : TextReport.of(report, options.colour()));
        out.flush();
        return report.broken() ? BROKEN : SOUND;
    }
}
