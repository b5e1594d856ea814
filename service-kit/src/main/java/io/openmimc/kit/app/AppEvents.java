package io.openmimc.kit.app;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.kit.kafka.EventFollower;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AppChanged;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Follows {@code mimc.apps} and tells who listens. */
@Singleton
public class AppEvents implements EventFollower.Listener {
    private static final Logger LOG = Logger.getLogger(AppEvents.class);

    private final List<AppListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> interrupted = new CopyOnWriteArrayList<>();
    private final Setup setup;
    private final EventFollower follower;

    AppEvents(KafkaConfig kafka, Setup setup) {
        this.setup = setup;
        follower = new EventFollower(Topics.APPS, kafka, this);
    }

    /** Adds a listener for good. */
    public void listen(AppListener listener) {
        listeners.add(listener);
    }

    /** Adds what is to be done when the stream was interrupted, so that events may have been missed. */
    void onInterruption(Runnable action) {
        interrupted.add(action);
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
        AppChanged event = AppChanged.parseFrom(value);
        LOG.debugf("app event app=%s change=%s", Long.toString(event.getAppId()), event.getChange());
        listeners.forEach(listener -> listener.appChanged(event.getAppId(), event.getChange()));
    }

    @Override
    public void interrupted() {
        interrupted.forEach(Runnable::run);
    }
}
