package io.telpher.app.e2e;

import io.telpher.testkit.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests at a fixed rate, by h2load, which costs little: it begins each when its time has come, and what it could not begin in
 * time it begins as soon as it can. They come in rounds of some seconds, each on connections of its own.
 *
 * @param option what makes h2load speak one version of HTTP
 * @param url what is asked for
 * @param perSecond how many a second, over all connections
 */
record RatedRequests(String option, String url, int perSecond) {
    /** How many connections a round has. */
    static final int CONNECTIONS = 10;

    private static final int ROUND_SECONDS = 5;
    private static final Pattern FINISHED = Pattern.compile("finished in .*, ([0-9.]+) req/s");

    static RatedRequests http1(String url, int perSecond) {
        return new RatedRequests("--h1", url, perSecond);
    }

    static RatedRequests http2(String url, int perSecond) {
        return new RatedRequests("--no-tls-proto=h2c", url, perSecond);
    }

    /** How many requests a round has. */
    int each() {
        return perSecond * ROUND_SECONDS;
    }

    /** One round, every request of which is answered with 200. @return how many it was a second */
    double round() throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("h2load", option, "-n", Integer.toString(each())));
        words.addAll(List.of("-c", Integer.toString(CONNECTIONS), "--rps=" + perSecond / CONNECTIONS, url));
        Tool.Result result = Tool.run(words.toArray(String[]::new)).succeeded();
        Matcher finished = FINISHED.matcher(result.out());
        if (!finished.find()
                || !result.out().contains(" " + each() + " succeeded, 0 failed, 0 errored, 0 timeout")
                || !result.out().contains("status codes: " + each() + " 2xx,")) {
            throw new AssertionError(result);
        }
        return Double.parseDouble(finished.group(1));
    }
}
