package io.telpher.balance.algorithm;

import java.util.Locale;

/** What of a call is hashed, as the configuration says it. Whoever knows the protocol makes a function of it. */
public sealed interface HashKey {

    /** The client's address. */
    record Ip() implements HashKey {
        @Override
        public String toString() {
            return "ip";
        }
    }

    /** The path that is asked for. */
    record Path() implements HashKey {
        @Override
        public String toString() {
            return "path";
        }
    }

    /** The host, path and query that are asked for: what a cache behind has in its key. */
    record Url() implements HashKey {
        @Override
        public String toString() {
            return "url";
        }
    }

    /** The value of a header field; {@code name} is in lower case. */
    record Header(String name) implements HashKey {
        @Override
        public String toString() {
            return "header:" + name;
        }
    }

    /** The value of a cookie. */
    record Cookie(String name) implements HashKey {
        @Override
        public String toString() {
            return "cookie:" + name;
        }
    }

    /** Reads {@code ip}, {@code path}, {@code url}, {@code header:NAME} or {@code cookie:NAME}. @throws IllegalArgumentException else */
    static HashKey parse(String text) {
        String name = text.substring(text.indexOf(':') + 1);
        boolean token = name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"); // RFC 9110 §5.6.2
        if (text.equals("ip")) {
            return new Ip();
        }
        if (text.equals("path")) {
            return new Path();
        }
        if (text.equals("url")) {
            return new Url();
        }
        if (text.startsWith("header:") && token) {
            return new Header(name.toLowerCase(Locale.ROOT));
        }
        if (text.startsWith("cookie:") && token) {
            return new Cookie(name);
        }
        throw new IllegalArgumentException("neither ip, path, url, header:NAME nor cookie:NAME");
    }
}
