package io.telpher.app.cli;

/** What runs here. */
public final class Version {
    private Version() {}

    /** The number of this build, or {@code dev} when it runs from classes. */
    public static String number() {
        String own = Version.class.getPackage().getImplementationVersion();
        return own == null ? "dev" : own;
    }

    static String text() {
        return "telpher %s%njava %s (%s)%n%s %s %s%n"
                .formatted(
                        number(),
                        System.getProperty("java.version"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"));
    }
}
