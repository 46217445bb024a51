package io.telpher.app.cli;

/** The exit codes of every command. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;
    /** The configuration has mistakes, or what was probed has. */
    public static final int MISTAKES = 1;
    /** The command line makes no sense. */
    public static final int USAGE = 2;
    /** The program could not start: a busy port, a missing right. */
    public static final int CANNOT_START = 3;
    /** It was begun, and is not done everywhere. */
    public static final int NOT_YET = 4;
    /** A bug of ours. */
    public static final int BUG = 70;

    private ExitCode() {}
}
