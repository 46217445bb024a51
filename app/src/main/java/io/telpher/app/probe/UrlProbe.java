package io.telpher.app.probe;

import io.telpher.core.Ticker;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.security.GeneralSecurityException;
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
        Anchors anchors;
        try {
            target = ProbeTarget.of(url);
            anchors = Anchors.of(options.authorities());
        } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
            out.println("telpher probe: " + e.getMessage());
            return MISUSED;
        }
        Report report = new Descent(url, target, options, anchors, Ticker.system(), Instant.now()).walk();
        out.print(options.json() ? JsonReport.of(report) : TextReport.of(report, options.colour()));
        out.flush();
        return report.broken() ? BROKEN : SOUND;
    }
}
