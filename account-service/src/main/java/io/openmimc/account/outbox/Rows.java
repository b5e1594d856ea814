package io.openmimc.account.outbox;

import io.openmimc.kit.outbox.OutboxEvent;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.AppChanged;
import io.openmimc.proto.events.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes events of the rows of the outbox; those with an account tell of it, the others of an app. */
final class Rows {
    /** The fourth is an event's version of an app, or uuid of an account. */
    static final String COLUMNS = "id, app_id, change, coalesce(uuid, version), account, created_at, expires_at,"
            + " standing_version, banned, token_generation";

    private Rows() {}

    static OutboxEvent read(ResultSet row) throws SQLException {
        long createdAt = row.getLong(6);
        return new OutboxEvent(row.getLong(1), createdAt, record(row, createdAt));
    }

    private static ProducerRecord<byte[], byte[]> record(ResultSet row, long createdAt) throws SQLException {
        long appId = row.getLong(2);
        int change = row.getInt(3);
        long number = row.getLong(4);
        String account = row.getString(5);
        if (account == null) {
            AppChanged event = AppChanged.newBuilder()
                    .setAppId(appId)
                    .setChangeValue(change)
                    .setVersion(number)
                    .setTimestamp(createdAt)
                    .build();
            return new ProducerRecord<>(Topics.APPS, Topics.key(appId), event.toByteArray());
        }
        AccountChanged.Builder event = AccountChanged.newBuilder()
                .setAppId(appId)
                .setAccount(AccountRef.newBuilder().setUuid(number).setAccount(account))
                .setChangeValue(change)
                .setTimestamp(createdAt)
                .setExpiresAt(row.getLong(7)); // 0 for NULL
        long version = row.getLong(8);
        if (version > 0) {
            event.setStanding(Standing.newBuilder()
                    .setVersion(version)
                    .setBanned(row.getBoolean(9))
                    .setTokenGeneration(row.getLong(10)));
        }
        return new ProducerRecord<>(
                Topics.ACCOUNTS, Topics.key(number), event.build().toByteArray());
    }
}
