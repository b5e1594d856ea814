package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.rest.Blocks;
import java.time.Duration;

/** alice blocks mallory, writes to her all the same, and unblocks her again. */
final class BlockScene {
    private static final int FORBIDDEN = 403;
    /** A block holds from this long after its answer, and so does its end. */
    private static final Duration EFFECT = Duration.ofSeconds(1);

    private final Stage stage;
    private final Transcript transcript;
    private final String alice;
    private final String mallory;
    private final Blocks blocks;

    BlockScene(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.alice = stage.unique("alice");
        this.mallory = stage.unique("mallory");
        this.blocks = stage.rest().blocks(stage.app(), alice);
    }

    void play() {
        transcript.chapter("mallory pesters alice, who blocks her");
        try (DemoDevice ofAlice = stage.tcp("alice", alice, "phone");
                DemoDevice ofMallory = stage.webSocket("mallory", mallory, "browser")) {
            ofAlice.login();
            ofMallory.login();
            say(ofMallory, ofAlice, "Buy now!");
            change("alice blocks mallory", true);
            refuse(ofMallory, "Buy now, really!");
            say(ofAlice, ofMallory, "You can hear me, I cannot hear you.");
            change("alice unblocks mallory", false);
            // If what was refused had reached alice, she would find it instead.
            say(ofMallory, ofAlice, "Sorry.");
            ofAlice.expectNothingMore();
            ofMallory.expectNothingMore();
        }
    }

    private void change(String what, boolean block) {
        long start = System.nanoTime();
        DemoDevice.await(block ? blocks.block(mallory) : blocks.unblock(mallory), what);
        transcript.step(what, System.nanoTime() - start);
        if (DemoDevice.await(blocks.isBlocked(mallory), "alice asks whom she has blocked") != block) {
            throw new DemoFailure("It should be that " + what + ", but alice is told otherwise.");
        }
        Stage.pause(EFFECT);
    }

    private void refuse(DemoDevice from, String text) {
        String what = from.name() + " → alice  \"" + text + "\"";
        MimcException refusal = from.refusal(alice, text.getBytes(UTF_8));
        if (refusal.code() != FORBIDDEN) {
            throw new DemoFailure(what + " should be refused with code " + FORBIDDEN + ", but the code is "
                    + refusal.code() + ": " + refusal.getMessage());
        }
        transcript.step(what, "refused: " + refusal.code() + " " + refusal.getMessage());
    }

    private void say(DemoDevice from, DemoDevice to, String text) {
        stage.exchange(from, to, "\"" + text + "\"", text.getBytes(UTF_8));
    }
}
