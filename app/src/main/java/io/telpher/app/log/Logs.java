package io.telpher.app.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** Sets Logback up. Logback finds it as a service when the first logger is made, and then looks for no file. */
public final class Logs extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        set(context, LogConfig.DEFAULT);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Writes as this configuration says from now on. */
    public static void use(LogConfig config) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            set(context, config);
        }
    }

    private static void set(LoggerContext context, LogConfig config) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(
                switch (config.format()) {
                    case TEXT -> new TextLayout();
                    case JSON -> new JsonLayout();
                });
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget(ConsoleTarget.SystemErr.getName());
        appender.setEncoder(encoder);
        appender.start();
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.toLevel(config.level().name()));
        // Netty tells at this level what it tried and did not find.
        context.getLogger("io.netty").setLevel(Level.WARN);
        // What we do not say ourselves about connections to stores is of no use to people.
        context.getLogger("io.lettuce").setLevel(Level.ERROR);
        // ZooKeeper's client tells at this level what it has been built with and each step of each connection.
        context.getLogger("org.apache.zookeeper").setLevel(Level.WARN);
        // Kafka's client tells of each connection that it tries, and of all its settings.
        context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
    }
}
