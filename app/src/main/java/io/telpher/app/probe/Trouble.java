package io.telpher.app.probe;

import java.net.UnknownHostException;

/** What an exception of a walk means, in a sentence that a terminal can show. */
final class Trouble {
    private static final int LENGTH_MAX = 200;

    private Trouble() {}

    static String text(Exception e, String message) {
        if (e instanceof UnknownHostException) {
            return "no such name, or no answer from the name servers";
        }
        String clean = message.replaceAll("[^ -~]", "?");
        if (clean.contains("not an SSL/TLS record") || clean.contains("WRONG_VERSION_NUMBER")) {
            return "the server does not speak TLS on this port";
        }
        if (clean.contains("ClosedChannel") || clean.contains("closed before")) {
            return "the server closed the connection during the handshake";
        }
        return clean.length() > LENGTH_MAX ? clean.substring(0, LENGTH_MAX) + "..." : clean;
    }
}
