package io.telpher.app.cli;

/** What runs here. */
final class Version {
    private Version() {}

    static String text() {
        String own = Version.class.getPackage().getImplementationVersion();
        return "telpher %s%njava %s (%s)%n%s %s %s%n"
                .formatted(
                        own == null ? "from classes" : own,
                        System.getProperty("java.version"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("os.arch"));
    }
}
