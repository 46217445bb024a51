package io.telpher.net;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** Looks for monitors that the current thread holds: slow, for assertions. */
final class Monitors {
    private static final int LOOKS_MAX = 2000;

    private static int looks; // racy, and a few more or less do not matter

    private Monitors() {}

    /** False if this thread holds a monitor. After {@value #LOOKS_MAX} looks it no longer looks. */
    static boolean noneHeld() {
        if (++looks > LOOKS_MAX) {
            return true;
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] own = {Thread.currentThread().threadId()};
        ThreadInfo info = threads.getThreadInfo(own, true, false)[0];
        return info == null || info.getLockedMonitors().length == 0;
    }
}
