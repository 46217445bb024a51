package io.telpher.httpnetty;

import java.util.List;

/** Which version of HTTP an upstream is spoken to in. */
public enum Protocol {
    /** Whichever the endpoint prefers: with TLS it is asked (ALPN), without TLS it is HTTP/1.1. */
    AUTO,
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: without TLS with prior knowledge (RFC 9113 §3.3), with TLS only where the endpoint agrees. */
    HTTP2;

    /** What is offered by ALPN (RFC 7301), best first. */
    public List<String> alpn() {
        return switch (this) {
            case AUTO -> List.of("h2", "http/1.1");
            case HTTP1 -> List.of("http/1.1");
            case HTTP2 -> List.of("h2");
        };
    }
}
