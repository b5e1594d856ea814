package io.openmimc.history.archive;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import io.openmimc.history.archive.Conversation.OfTopic;
import io.openmimc.history.archive.Conversation.OfTwo;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;

/** The statements of one of the two tables: {@code archive} of two accounts, {@code topic_archive} of topics. */
final class ArchiveTable {
    final CqlStatement store;
    private final CqlStatement ascending;
    private final CqlStatement descending;

    private ArchiveTable(Cassandra cassandra, String table, String insert, String range) {
        this.store = cassandra.statement(table + ".store", insert);
        this.ascending = cassandra.statement(table + ".range", range + "ASC");
        this.descending = cassandra.statement(table + ".range-back", range + "DESC");
    }

    static ArchiveTable ofTwo(Cassandra cassandra) {
        return new ArchiveTable(
                cassandra,
                "archive",
                """
                INSERT INTO archive (app, uuid_low, uuid_high, week, sequence,
                                     from_uuid, from_account, to_account, biz_type, payload)
                VALUES (:app, :uuid_low, :uuid_high, :week, :sequence,
                        :from_uuid, :from_account, :to_account, :biz_type, :payload)""",
                """
                SELECT sequence, from_account, to_account, biz_type, payload FROM archive
                WHERE app = :app AND uuid_low = :uuid_low AND uuid_high = :uuid_high AND week = :week
                AND sequence >= :first AND sequence < :end ORDER BY sequence\s""");
    }

    static ArchiveTable ofTopics(Cassandra cassandra) {
        return new ArchiveTable(
                cassandra,
                "topic_archive",
                """
                INSERT INTO topic_archive (app, topic, week, sequence, from_uuid, from_account, biz_type, payload)
                VALUES (:app, :topic, :week, :sequence, :from_uuid, :from_account, :biz_type, :payload)""",
                """
                SELECT sequence, from_account, biz_type, payload FROM topic_archive
                WHERE app = :app AND topic = :topic AND week = :week
                AND sequence >= :first AND sequence < :end ORDER BY sequence\s""");
    }

    CqlStatement range(boolean backwards) {
        return backwards ? descending : ascending;
    }

    /** Sets the values of a partition. */
    static BoundStatementBuilder partition(BoundStatementBuilder values, Conversation conversation, int week) {
        BoundStatementBuilder keyed =
                values.setLong("app", conversation.appId()).setInt("week", week);
        if (conversation instanceof OfTopic topic) {
            return keyed.setLong("topic", topic.topicId());
        }
        OfTwo two = (OfTwo) conversation;
        return keyed.setLong("uuid_low", two.low()).setLong("uuid_high", two.high());
    }
}
