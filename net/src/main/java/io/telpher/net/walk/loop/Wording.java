package io.telpher.net.walk.loop;

import java.net.NoRouteToHostException;
import java.util.Locale;

/** Trouble on a socket in few words, without the library's decoration. */
final class Wording {
    private Wording() {}

    static String of(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("refused")) {
            return "refused";
        }
        if (cause instanceof NoRouteToHostException || text.contains("no route") || text.contains("unreachable")) {
            return "unreachable";
        }
        if (text.contains("timed out")) {
            return "no answer in time";
        }
        if (text.contains("cannot assign") || text.contains("address not available")) {
            return "this machine has no such address family";
        }
        return text;
    }
}
