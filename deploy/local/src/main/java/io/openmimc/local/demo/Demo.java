package io.openmimc.local.demo;

import java.io.PrintStream;

/**
 * Scenes on real sockets: two people talk, one is offline for a while, three are in a group, one is blocked, one looks at
 * her contacts, one is a guest for three seconds. Whatever is not exactly as sent ends it with a {@link DemoFailure}. Account names are new in every scene of
 * every run.
 */
public final class Demo {
    private final DemoTarget target;
    private final Transcript transcript;

    public Demo(DemoTarget target, PrintStream out) {
        this.target = target;
        this.transcript = new Transcript(out);
    }

    /**
     * Runs it to the end; returns when everything was as promised.
     *
     * @throws DemoFailure with a sentence about what was not
     */
    public void run() {
        long start = System.nanoTime();
        try (Stage stage = new Stage(target, transcript)) {
            stage.expectServer();
            new TalkScene(stage).play();
            new OfflineScene(stage).play();
            new GroupScene(stage).play();
            new BlockScene(stage).play();
            new ContactsScene(stage).play();
            new GuestScene(stage).play();
        }
        transcript.line("");
        transcript.line("Everything arrived exactly as it was sent. " + Stage.since(start) + " in all.");
    }
}
