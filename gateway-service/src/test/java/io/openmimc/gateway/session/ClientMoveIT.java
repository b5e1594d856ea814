package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.wire.MIMCPacketList;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How the clients of a gateway that stops are moved: a few at a time, in set time, whatever they do. */
@QuarkusTest
class ClientMoveIT extends TwoGateways {
    private static final int CLIENTS = 60;
    private static final int PACE = 20;
    private static final Duration WINDOW = Duration.ofSeconds(CLIENTS / PACE);
    private static final Duration FINISH = Duration.ofSeconds(2);
    /** To close what a gateway has besides clients, on a busy machine. */
    private static final Duration CLOSING = Duration.ofSeconds(15);

    @Override
    Map<String, String> settings() {
        return Map.of(
                "OPENMIMC_GATEWAY_DRAIN_PACE",
                Integer.toString(PACE),
                "OPENMIMC_GATEWAY_DRAIN_FINISH",
                FINISH.toSeconds() + "s",
                // A device that does not acknowledge would be waited for until the finish, and not less.
                "OPENMIMC_GATEWAY_DELIVERY_TIMEOUT",
                "60s");
    }

    @Test
    void clientsGoEvenlyOverTheWindowAndNobodyLogsInMeanwhile() throws Exception {
        List<Phone> phones = login(CLIENTS);
        List<Long> closedNanos = new CopyOnWriteArrayList<>();
        ExecutorService waiting = Executors.newFixedThreadPool(CLIENTS);
        try (Phone late = new Phone(new TcpWire(other.tcpPort()), gateway.stranger(neighbours, "late")).connect();
                TestDispatcher dispatcher = new TestDispatcher(other.address())) {
            phones.forEach(phone -> waiting.execute(() -> awaitClosed(phone, closedNanos)));
            int logged = logged();
            // When
            long start = System.nanoTime();
            process.signal("TERM");
            // Then: no port takes anybody, and who was connected already is sent on in place of being logged in
            await().atMost(Wire.PATIENCE).until(() -> refuses(other.tcpPort()) && refuses(other.webSocketPort()));
            assertThat(closedNanos).hasSizeLessThan(CLIENTS);
            late.sendBind();
            assertThatThrownBy(late.wire::receive).isInstanceOf(IOException.class);
            await().atMost(WINDOW.plus(FINISH).plus(CLOSING)).until(() -> closedNanos.size() == CLIENTS);
            assertThat(evenly(closedNanos)).isTrue();
            assertThat(statuses(phones)).containsOnly(1001);
            assertThat(dispatcher.ended()).succeedsWithin(Wire.PATIENCE);
            awaitExit(start, WINDOW.plus(CLOSING));
            assertThat(faults(logged)).isEmpty();
        } finally {
            waiting.shutdownNow();
            close(phones);
        }
    }

    @Test
    void aClientThatDoesNotAcknowledgeKeepsItNoLongerThanTheFinish() throws Exception {
        Identity alice = gateway.stranger(neighbours, "alice");
        Identity bob = gateway.stranger(neighbours, "bob");
        try (Phone phone = new Phone(new TcpWire(other.tcpPort()), bob).login();
                TestDispatcher dispatcher = new TestDispatcher(other.address())) {
            CompletableFuture<DeliverResponse> delivery = dispatcher.deliver(
                    Gateway.message(alice, bob, "x-1", "hello"),
                    TestDispatcher.reference(bob, gateway.awaitLogin(bob)));
            MIMCPacketList never = phone.compound();
            int logged = logged();
            // When
            long start = System.nanoTime();
            process.signal("TERM");
            process.signal("TERM"); // once more does no harm
            // Then
            assertThat(delivery.get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS).getNotTakenList())
                    .as("sequence %d goes to the inbox", never.getMaxSequence())
                    .containsExactly(0);
            phone.wire.awaitClosed();
            assertThat(dispatcher.ended()).succeedsWithin(Wire.PATIENCE);
            awaitExit(start, FINISH.plus(CLOSING));
            assertThat(faults(logged)).isEmpty();
        }
    }

    @Test
    void aGatewayWithoutClientsWaitsForNothing() throws Exception {
        int logged = logged();
        long start = System.nanoTime();
        process.signal("TERM");
        awaitExit(start, CLOSING);
        assertThat(faults(logged)).isEmpty();
    }

    private List<Phone> login(int count) throws Exception {
        List<Phone> phones = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Wire wire = i % 2 == 0 ? new TcpWire(other.tcpPort()) : new WebSocketWire(other.webSocketPort());
            phones.add(new Phone(wire, gateway.stranger(neighbours, "client")).login());
        }
        return phones;
    }

    private static void awaitClosed(Phone phone, List<Long> closedNanos) {
        try {
            phone.wire.awaitClosed();
            closedNanos.add(System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No quarter of the time in which they went has more than half of them, and it was most of the window. */
    private static boolean evenly(List<Long> closedNanos) {
        List<Long> inOrder = closedNanos.stream().sorted().toList();
        long first = inOrder.get(0);
        long took = inOrder.get(inOrder.size() - 1) - first;
        int[] quarters = new int[4];
        for (long at : inOrder) {
            quarters[(int) Math.min(3, (at - first) * 4 / took)]++;
        }
        boolean crowded = Arrays.stream(quarters).anyMatch(count -> count > CLIENTS / 2);
        return !crowded && took > WINDOW.toNanos() * 2 / 3;
    }

    private static List<Integer> statuses(List<Phone> phones) {
        return phones.stream()
                .filter(phone -> phone.wire instanceof WebSocketWire)
                .map(phone -> ((WebSocketWire) phone.wire).closeStatus())
                .toList();
    }

    private static boolean refuses(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    /** How much of its log is of before. */
    private int logged() throws IOException {
        return Files.readAllLines(process.log()).size();
    }

    private void awaitExit(long startNanos, Duration most) {
        await().atMost(most.plus(CLOSING)).until(() -> !process.isAlive());
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        System.out.printf("%s: gone after %d ms%n", getClass().getSimpleName(), took.toMillis());
        assertThat(took).isLessThan(most);
        assertThat(process.exitCode()).hasValue(143);
    }

    /** Lines of its log that an operator would have to look into. */
    private List<String> faults(int logged) throws IOException {
        return Files.readAllLines(process.log()).stream()
                .skip(logged)
                .filter(line -> line.contains(" ERROR ") || line.startsWith("\tat ") || line.contains("Exception"))
                .toList();
    }

    private static void close(List<Phone> phones) throws IOException {
        for (Phone phone : phones) {
            phone.close();
        }
    }
}
