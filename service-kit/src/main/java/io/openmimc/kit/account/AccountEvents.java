package io.openmimc.kit.account;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.kit.kafka.EventFollower;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Follows {@code mimc.accounts} and tells who listens. */
@Singleton
public class AccountEvents implements EventFollower.Listener {
    private final List<AccountListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> interrupted = new CopyOnWriteArrayList<>();
    private final Setup setup;
    private final EventFollower follower;
    private volatile @Nullable Object unbroken;

    AccountEvents(KafkaConfig kafka, Setup setup) {
        this.setup = setup;
        follower = new EventFollower(Topics.ACCOUNTS, kafka, this);
    }

    /** Adds a listener for good. */
    public void listen(AccountListener listener) {
        listeners.add(listener);
    }

    /** Adds what is to be done when the stream was interrupted, so that events may have been missed. */
    public void onInterruption(Runnable action) {
        interrupted.add(action);
    }

    /**
     * The same object for as long as no event can have been missed: what was asked for while it was there is true until an
     * event tells otherwise, if it is still there then. Null while events are not followed.
     */
    public @Nullable Object unbroken() {
        return unbroken;
    }

    @PostConstruct
    void start() {
        var unused = setup.done().thenRun(follower::start);
    }

    @PreDestroy
    void stop() {
        follower.close();
    }

    @Override
    public void event(byte[] value) throws InvalidProtocolBufferException {
        AccountChanged event = AccountChanged.parseFrom(value);
        listeners.forEach(listener -> listener.accountChanged(event));
    }

    @Override
    public void interrupted() {
        unbroken = null; // first: what comes in meanwhile must not be kept
        interrupted.forEach(Runnable::run);
    }

    @Override
    public void followed() {
        unbroken = new Object();
    }
}
