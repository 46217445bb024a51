package io.telpher.app.snapshot;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Two lists in one file: every thread that the JVM keeps a list of, virtual ones included if it keeps one of them; then the
 * platform threads again, with their locks and with what the virtual thread does that one of them carries.
 */
final class ThreadDump {
    private ThreadDump() {}

    /** Writes it to a file that is not there yet. */
    static void write(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        Files.writeString(file, "\n" + carried(), StandardOpenOption.APPEND);
    }

    /** What {@code jcmd Thread.print -l} prints: a thread that a loop carries shows in no other list. */
    private static String carried() throws IOException {
        try {
            return String.valueOf(ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "threadPrint",
                            new Object[] {new String[] {"-l"}},
                            new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IOException("the JVM does not print its threads", e);
        }
    }
}
