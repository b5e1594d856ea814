package io.openmimc.account.app;

import com.google.protobuf.ByteString;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.events.AppChanged;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant. The entity stays in this package. */
@Entity
@Table(name = "apps")
class App {
    @Id
    Long id;

    String name;

    @Column(name = "package")
    String appPackage;

    @Column(name = "app_key")
    String key;

    @Column(name = "secret_hash")
    byte[] secretHash;

    /** Of the secret before, while a rotation is under way. */
    @Column(name = "old_secret_hash")
    byte @Nullable [] oldSecretHash;

    @Column(name = "tokens_valid_from")
    long tokensValidFrom;

    long version;

    @Column(name = "cors_origins")
    String corsOrigins;

    @Column(name = "temporary_ttl_seconds")
    long temporaryTtlSeconds;

    @Column(name = "topic_history_from_joining")
    boolean topicHistoryFromJoining;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "updated_at")
    long updatedAt;

    @Embedded
    @Nullable
    LimitOverrides limits;

    @SuppressWarnings("NullAway.Init") // Hibernate sets the fields
    protected App() {}

    App(long id, String key, byte[] secretHash, AppFields fields, long now) {
        this.id = id;
        this.key = key;
        this.secretHash = secretHash.clone();
        this.name = fields.name() == null ? "" : fields.name();
        this.appPackage = fields.appPackage() == null ? "" : fields.appPackage();
        this.corsOrigins = "";
        this.createdAt = now;
        change(fields, now);
    }

    /** Takes over the fields that are there. */
    void change(AppFields fields, long now) {
        name = fields.name() == null ? name : fields.name();
        appPackage = fields.appPackage() == null ? appPackage : fields.appPackage();
        limits = fields.limits() == null ? limits : fields.limits();
        corsOrigins = fields.corsOrigins() == null ? corsOrigins : String.join(" ", fields.corsOrigins());
        temporaryTtlSeconds = fields.temporaryTtlSeconds() == null ? temporaryTtlSeconds : fields.temporaryTtlSeconds();
        topicHistoryFromJoining =
                fields.topicHistoryFromJoining() == null ? topicHistoryFromJoining : fields.topicHistoryFromJoining();
        touch(now);
    }

    void touch(long now) {
        version++;
        updatedAt = now;
    }

    List<String> origins() {
        return corsOrigins.isEmpty() ? List.of() : List.of(corsOrigins.split(" "));
    }

    LimitOverrides overrides() {
        return limits == null ? LimitOverrides.NONE : limits; // Hibernate reads an embeddable of nulls as null
    }

    AppSettings settings(LimitDefaults defaults) {
        AppSettings.Builder settings = AppSettings.newBuilder()
                .setAppId(id)
                .setName(name)
                .setPackage(appPackage)
                .setAppKey(key)
                .addSecretHashes(ByteString.copyFrom(secretHash))
                .setTokensValidFrom(tokensValidFrom)
                .setVersion(version)
                .setLimits(defaults.with(overrides()))
                .addAllCorsOrigins(origins())
                .setTemporaryTtlSeconds(temporaryTtlSeconds)
                .setTopicHistoryFromJoining(topicHistoryFromJoining);
        if (oldSecretHash != null) {
            settings.addSecretHashes(ByteString.copyFrom(oldSecretHash));
        }
        return settings.build();
    }

    AppChanged event(AppChanged.Change change) {
        return AppChanged.newBuilder()
                .setAppId(id)
                .setChange(change)
                .setVersion(version)
                .setTimestamp(updatedAt)
                .build();
    }
}
