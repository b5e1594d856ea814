package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.SendOptions;
import java.time.Duration;
import java.util.List;

/** A guest's account lives for some seconds; then the name is somebody else's, who finds nothing of it. */
final class GuestScene {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Stage stage;
    private final Transcript transcript;
    private final String guest;

    GuestScene(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.guest = stage.unique("guest");
    }

    void play() {
        transcript.chapter("A guest in an app whose accounts live for three seconds");
        long start = System.nanoTime();
        LoginToken first = token();
        try (DemoDevice phone = stage.guest("guest", guest, "phone")) {
            stage.login(phone, "TCP");
            phone.send(stage.unique("help-desk"), "Is anybody there?".getBytes(UTF_8), SendOptions.DEFAULT);
            transcript.step("guest → help desk  \"Is anybody there?\"", "stored");
            refuse(
                    "the guest makes a group",
                    FORBIDDEN,
                    DemoDevice.refusal(stage.rest().topics(first).create("Mine", List.of()), "a guest makes a group"));
            awaitNextLife(phone, first);
        }
        LoginToken second = token();
        if (second.uuid() == first.uuid()) {
            throw new DemoFailure("The account of the guest should be another one by now, but its uuid is the same.");
        }
        transcript.step("its time is up, its phone is somebody else's now", "after " + Stage.since(start));
        refuse(
                "the old token",
                UNAUTHORIZED,
                DemoDevice.refusal(stage.rest().topics(first).mine(), "the old token is used"));
    }

    private LoginToken token() {
        return DemoDevice.await(stage.rest().token(stage.guests(), guest), "the guest gets a token");
    }

    /** The server ends the login; the client gets a new token by itself, and logs in as who has the name now. */
    private static void awaitNextLife(DemoDevice phone, LoginToken first) {
        long start = System.nanoTime();
        while (phone.logins() < 2) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new DemoFailure("The login of the guest with uuid " + first.uuid() + " did not end within "
                        + PATIENCE.toSeconds() + " s.");
            }
            Stage.pause(PAUSE);
        }
    }

    private void refuse(String what, int code, MimcException refusal) {
        if (refusal.code() != code) {
            throw new DemoFailure(what + " should be refused with code " + code + ", but the code is " + refusal.code()
                    + ": " + refusal.getMessage());
        }
        transcript.step(what, "refused: " + refusal.code() + " " + refusal.getMessage());
    }
}
