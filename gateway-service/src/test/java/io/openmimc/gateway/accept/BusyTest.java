package io.openmimc.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.admission.Admission;
import io.openmimc.gateway.admission.AdmissionConfig;
import io.openmimc.gateway.limit.AppCounts;
import io.openmimc.gateway.limit.Refusal;
import io.openmimc.gateway.limit.Refused;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway with more messages than it can bring onto the log. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class BusyTest extends AcceptFixture {
    private static final int FITS = 5;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AppCounts counts = new AppCounts();
    private final List<CompletionStage<Accepted>> underWay = new ArrayList<>();
    private Lane busy;

    private record Small() implements AdmissionConfig {
        @Override
        public Duration targetWait() {
            return Duration.ofMillis(200);
        }

        @Override
        public int minInside() {
            return FITS;
        }
    }

    @BeforeEach
    void open() {
        Admission small = new Admission(new Small(), new Refused(meters, counts), meters);
        small.start();
        Acceptor gateway = anotherGateway(config, small);
        busy = gateway.lane(lane.sender());
        answerSoon(() -> busy.accept(message("bob", "warm-up")));
    }

    @Test
    void whatIsRefusedIsNeverOnTheLogAndIsAcceptedOnceWhenItComesAgain() throws Exception {
        fill();
        long started = System.nanoTime();
        assertThat(refusal(busy.accept(message("bob", "p1")))).isEqualTo(ErrorCode.BUSY);
        assertThat(refusal(busy.accept(message("carol", "p2"), null))).isEqualTo(ErrorCode.BUSY);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        assertThat(reservation("p1")).isEmpty();
        assertThat(counts.refusals(AccountService.APP).get(Refusal.BUSY).sinceStart())
                .isEqualTo(2);

        empty();
        Accepted retry = answerSoon(() -> busy.accept(message("bob", "p1")));
        assertThat(onlyMessage(retry.sequence()).getPacketId()).isEqualTo("p1");
        assertThat(reader.messages(this::ours))
                .extracting(AcceptedMessage::getPacketId)
                .doesNotContain("p2")
                .containsOnlyOnce("p1")
                .hasSize(underWay.size() + 1);
    }

    @Test
    void aRetryOfWhatWasAcceptedIsAnsweredWhileNewOnesAreRefused() throws Exception {
        Accepted here = answer(busy.accept(message("bob", "here")));
        Accepted elsewhere = answer(lane.accept(message("bob", "elsewhere")));
        awaitPassed("here");
        awaitPassed("elsewhere");
        fill();
        assertThat(refusal(busy.accept(message("bob", "new")))).isEqualTo(ErrorCode.BUSY);
        assertThat(answer(busy.accept(message("bob", "here")))).isEqualTo(here);
        assertThat(answer(busy.accept(message("bob", "elsewhere")))).isEqualTo(elsewhere);
        CompletionStage<Accepted> again = busy.accept(message("bob", "fill0"));
        empty();
        assertThat(answer(again)).as("one that was under way").isEqualTo(answer(underWay.get(0)));
    }

    @Test
    void anAppWithNothingUnderWayIsLetInWhileAnotherOneIsRefused() throws Exception {
        fill();
        Lane small = busy.acceptor().lane(sender(AccountService.SMALL_APP, "dave"));
        CompletionStage<Accepted> let = small.accept(message("bob", "small"));
        assertThat(refusal(busy.accept(message("bob", "p1")))).isEqualTo(ErrorCode.BUSY);
        empty();
        assertThat(answer(let).sequence()).isPositive();
    }

    /** Lets messages come until there are too many; those under way stay there. */
    private void fill() throws Exception {
        stores.process("kafka").signal("STOP");
        for (int i = 0; i < 2 * FITS; i++) {
            underWay.add(busy.accept(message("bob", "fill" + i)));
        }
        await().atMost(PATIENCE)
                .until(() -> meters.get("gateway.admission.limit")
                                .tag("stage", "log")
                                .gauge()
                                .value()
                        == FITS);
        underWay.forEach(stage -> assertThat(stage.toCompletableFuture()).isNotDone());
    }

    private void empty() throws Exception {
        stores.process("kafka").signal("CONT");
        underWay.forEach(AcceptFixture::answer);
    }
}
