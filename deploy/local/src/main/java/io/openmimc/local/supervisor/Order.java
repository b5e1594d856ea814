package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** What a supervisor can be told to do with the stack that it runs. */
public final class Order {
    static final String SCALE = "scale";
    static final String RESTART = "restart";

    private final JsonObject json;

    private Order(JsonObject json) {
        this.json = json;
    }

    /** @param replicas such as {@code gateway=3,history=2} */
    public static Order scale(String replicas) {
        return new Order(new JsonObject().put("order", SCALE).put("replicas", replicas));
    }

    /**
     * Restarts processes, dead ones too.
     *
     * @param names of processes, and of services for all their replicas; none for all services
     * @param rolling one after another, the next one when the one before is ready
     */
    public static Order restart(List<String> names, boolean rolling) {
        return new Order(new JsonObject()
                .put("order", RESTART)
                .put("names", new JsonArray(names))
                .put("rolling", rolling));
    }

    /**
     * Gives it to the supervisor that has the home, and returns when it is carried out. It goes on if this process ends before.
     *
     * @param say is told how far it is
     * @throws StackException with the reason, if it fails
     */
    public void give(Home home, Consumer<String> say) {
        try (SocketChannel supervisor = SocketChannel.open(UnixDomainSocketAddress.of(home.orders()));
                BufferedReader answers = new BufferedReader(Channels.newReader(supervisor, StandardCharsets.UTF_8))) {
            ByteBuffer line = StandardCharsets.UTF_8.encode(json.encode() + "\n");
            while (line.hasRemaining()) {
                supervisor.write(line);
            }
            String text;
            while ((text = answers.readLine()) != null) {
                JsonObject answer = new JsonObject(text);
                if (answer.containsKey("failed")) {
                    throw new StackException(answer.getString("failed"));
                }
                if (answer.containsKey("done")) {
                    return;
                }
                say.accept(answer.getString("say"));
            }
            throw new StackException(
                    "The supervisor has ended meanwhile; see ./mimc status and ./mimc logs supervisor.");
        } catch (IOException e) {
            throw new StackException(
                    "The supervisor cannot be told (" + e.getMessage() + "). One that an older ./mimc started takes no"
                            + " orders: ./mimc down && ./mimc up.",
                    e);
        }
    }
}
