package io.openmimc.account.outbox;

import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.AppChanged;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event that is not in Kafka yet.
 *
 * @param account null for an event of an app, where {@code number} is its version; else {@code number} is the uuid
 * @param createdAt milliseconds since the Unix epoch
 */
record OutboxRow(long id, long appId, int change, long number, @Nullable String account, long createdAt) {

    static final String COLUMNS = "id, app_id, change, coalesce(uuid, version), account, created_at";

    static OutboxRow read(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4), row.getString(5), row.getLong(6));
    }

    ProducerRecord<byte[], byte[]> record() {
        if (account == null) {
            AppChanged event = AppChanged.newBuilder()
                    .setAppId(appId)
                    .setChangeValue(change)
                    .setVersion(number)
                    .setTimestamp(createdAt)
                    .build();
            return new ProducerRecord<>(Topics.APPS, Topics.key(appId), event.toByteArray());
        }
        AccountChanged event = AccountChanged.newBuilder()
                .setAppId(appId)
                .setAccount(AccountRef.newBuilder().setUuid(number).setAccount(account))
                .setChangeValue(change)
                .setTimestamp(createdAt)
                .build();
        return new ProducerRecord<>(Topics.ACCOUNTS, Topics.key(number), event.toByteArray());
    }
}
