package io.telpher.app.snapshot;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Every platform thread and the virtual ones that the JVM knows of, with their stacks. */
final class ThreadDump {
    private ThreadDump() {}

    /** Writes it to a file that is not there yet. */
    static void write(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    }
}
