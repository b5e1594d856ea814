package io.openmimc.kit.app;

import io.openmimc.proto.events.AppChanged;

/** Is told of changes of apps, on the thread that reads the events: be quick, never block. */
@FunctionalInterface
public interface AppListener {
    /**
     * An app was created, changed or deleted. After an interruption of the event stream, changes may have been missed and
     * are not told later; {@link AppDirectory} covers that with the age of its entries.
     */
    void appChanged(long appId, AppChanged.Change change);
}
