package io.telpher.net.tls.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The names under which this machine is reached by people who sit at it. */
public final class LocalNames {
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private LocalNames() {}

    /** {@code localhost}, both loopback addresses and the machine's own name. Blocking, but looks nothing up. */
    static List<String> ofThisMachine() {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        String own = hostName();
        if (isHostName(own) && !names.contains(own)) {
            names.add(own);
        }
        return names;
    }

    public static boolean isHostName(String name) {
        return name.length() <= 253 && HOST.matcher(name).matches();
    }

    /** Not InetAddress.getLocalHost: that asks the resolver, which can take seconds. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "localhost" : name.toLowerCase(Locale.ROOT);
        }
    }
}
