package io.telpher.http;

/** What HTTP must know of server-sent events: a response that has no end of its own. */
public final class EventStream {
    private static final String TYPE = "text/event-stream";

    private EventStream() {}

    /** True if a response with these fields is a stream of events. */
    public static boolean is(Fields fields) {
        String type = fields.value(FieldName.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, TYPE, 0, TYPE.length());
    }
}
