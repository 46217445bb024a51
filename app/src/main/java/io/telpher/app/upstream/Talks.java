package io.telpher.app.upstream;

import io.telpher.balance.health.HealthConfig;
import io.telpher.net.probe.wire.AmqpTalk;
import io.telpher.net.probe.wire.CassandraTalk;
import io.telpher.net.probe.wire.DnsTalk;
import io.telpher.net.probe.wire.KafkaTalk;
import io.telpher.net.probe.wire.MemcachedTalk;
import io.telpher.net.probe.wire.MysqlTalk;
import io.telpher.net.probe.wire.PostgresTalk;
import io.telpher.net.probe.wire.RedisTalk;
import io.telpher.net.probe.wire.SmtpTalk;
import io.telpher.net.probe.wire.Talk;

/** What a health check says, by the protocol that the configuration names. */
final class Talks {
    private Talks() {}

    static Talk of(HealthConfig.Check.Talk asked) {
        return switch (asked.language()) {
            case REDIS -> new RedisTalk();
            case POSTGRES -> new PostgresTalk();
            case MYSQL -> new MysqlTalk();
            case MEMCACHED -> new MemcachedTalk();
            case SMTP -> new SmtpTalk();
            case AMQP -> new AmqpTalk();
            case KAFKA -> new KafkaTalk();
            case CASSANDRA -> new CassandraTalk();
            case DNS -> new DnsTalk(asked.name());
        };
    }
}
