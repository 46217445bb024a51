package io.telpher.app.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.telpher.core.Json;

/** A line for machines: one JSON object with {@code time}, {@code level}, {@code logger}, {@code message}, {@code error}. */
final class JsonLayout extends LayoutBase<ILoggingEvent> {

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append('{');
        member(line, "time", event.getInstant().toString());
        member(line.append(','), "level", event.getLevel().levelStr);
        member(line.append(','), "logger", event.getLoggerName());
        member(line.append(','), "message", event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            member(line.append(','), "error", ThrowableProxyUtil.asString(thrown));
        }
        return line.append("}\n").toString();
    }

    private static void member(StringBuilder line, String name, String value) {
        Json.string(line, name);
        line.append(':');
        Json.string(line, value);
    }
}
