package io.telpher.app.snapshot;

import io.telpher.core.Waiter;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** A recording by the JVM's flight recorder, with the settings that it calls profile: some per cent of the processor's time. */
final class FlightRecording {
    private static final long BYTES_MAX = 64L << 20;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private FlightRecording() {}

    /** Records for so long, into a file. */
    static void write(Path file, int seconds, Waiter waiter) throws IOException, InterruptedException {
        try (Recording recording = new Recording(settings())) {
            recording.setName("telpher");
            recording.setMaxSize(BYTES_MAX);
            recording.start();
            waiter.sleep(seconds * SECOND_NANOS);
            recording.stop();
            recording.dump(file);
        }
    }

    private static Map<String, String> settings() throws IOException {
        try {
            return Configuration.getConfiguration("profile").getSettings();
        } catch (ParseException e) {
            throw new IOException("the JVM's own settings cannot be read", e);
        }
    }
}
