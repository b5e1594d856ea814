package io.openmimc.account.callback;

import io.openmimc.proto.accounts.CallbackKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The callbacks of an app. The entity stays in this package. */
@Entity
@Table(name = "callbacks")
class CallbackRow {
    static final int DEFAULT_TIMEOUT_SECONDS = 5;

    @Id
    @Column(name = "app_id")
    Long appId;

    @Column(name = "instant_url")
    String instantUrl;

    @Column(name = "offline_url")
    String offlineUrl;

    String kinds;

    @Column(name = "timeout_seconds")
    int timeoutSeconds;

    byte[] secret;

    /** The secret before, while a rotation is under way. */
    @Column(name = "old_secret")
    byte @Nullable [] oldSecret;

    @SuppressWarnings("NullAway.Init") // Hibernate sets the fields
    protected CallbackRow() {}

    /** Nothing is sent anywhere yet; all kinds are on. */
    CallbackRow(long appId, byte[] secret) {
        this.appId = appId;
        this.instantUrl = "";
        this.offlineUrl = "";
        this.kinds = Arrays.stream(CallbackKind.values())
                .filter(CallbackFields::known)
                .map(CallbackKind::name)
                .collect(Collectors.joining(" "));
        this.timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
        this.secret = secret.clone();
    }

    /** Takes over the fields that are there. */
    void change(CallbackFields fields) {
        instantUrl = fields.instantUrl() == null ? instantUrl : fields.instantUrl();
        offlineUrl = fields.offlineUrl() == null ? offlineUrl : fields.offlineUrl();
        kinds = fields.kinds() == null ? kinds : String.join(" ", fields.kinds());
        timeoutSeconds = fields.timeoutSeconds() == null ? timeoutSeconds : fields.timeoutSeconds();
    }

    /** Without those that a newer process has written: this one sends nothing of them. */
    List<CallbackKind> kinds() {
        return Arrays.stream(kinds.split(" "))
                .flatMap(name -> Arrays.stream(CallbackKind.values())
                        .filter(kind -> kind.name().equals(name)))
                .toList();
    }
}
