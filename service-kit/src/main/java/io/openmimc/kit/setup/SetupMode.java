package io.openmimc.kit.setup;

/** When a service makes what it needs in its stores. */
public enum SetupMode {
    /** When it starts; several replicas may start at once. */
    START,
    /** Now, and nothing else: the process makes what is missing and ends. */
    ONLY,
    /** Never: it waits, unready, until somebody else has made it. */
    AWAIT
}
