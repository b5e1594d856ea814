package io.openmimc.gateway.mailbox;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCPacket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to bring a message, or a page of the inbox, into the form that a device gets. docs/performance.md */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompoundBenchmark {
    private static final int PAGE = 50;
    private static final int PAYLOAD_BYTES = 200;
    private static final String PACKAGE = "com.example.chat";
    private static final byte[] KEY = new byte[16];

    private final CompoundPacket compounds = new CompoundPacket(10_776_577_642_332_161L, "android", PACKAGE);
    private final byte[] bodyKey = WireKeys.bodyKey("0123456789abcdef0123", "0123456789");
    private AcceptedMessage message;
    private List<Parcel> one;
    private byte[] page;

    @Setup
    public void setup() {
        Random random = new Random(1);
        message = message(random, 0);
        one = List.of(Parcel.of(message, PACKAGE));
        page = InboxPage.newBuilder()
                .addAllRows(IntStream.range(0, PAGE)
                        .mapToObj(i -> InboxRow.newBuilder()
                                .setRef(RowRef.newBuilder().setPosition(i + 1).setSequence(i + 1))
                                .setMessage(message(random, i))
                                .build())
                        .toList())
                .build()
                .toByteArray();
    }

    private static AcceptedMessage message(Random random, int index) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        random.nextBytes(payload);
        return AcceptedMessage.newBuilder()
                .setSequence(index + 1)
                .setTimestamp(1_764_000_000_000L + index)
                .setAppId(2_882_303_761_517_669_588L)
                .setKind(Kind.P2P)
                .setFrom(
                        AccountRef.newBuilder().setUuid(10_776_577_642_332_160L).setAccount("alice"))
                .setFromResource("web")
                .setTo(AccountRef.newBuilder().setUuid(10_776_577_642_332_161L).setAccount("bob"))
                .setPacketId("packet-" + index)
                .setIsStore(true)
                .setPayload(ByteString.copyFrom(payload))
                .build();
    }

    /** Once a message, whatever its number of recipients. */
    @Benchmark
    public Parcel parcel() {
        return Parcel.of(message, PACKAGE);
    }

    /** Once a device, without frame and keys. */
    @Benchmark
    public byte[] compoundOfOne() {
        return compounds.of("c1", one, 1_764_000_000_000L).toByteArray();
    }

    /** Once a device on TCP, all of it but the write. */
    @Benchmark
    public byte[] deliveryOverTcp() {
        MIMCPacket packet = compounds.of("c1", one, 1_764_000_000_000L);
        byte[] payload = Rc4.apply(WireKeys.payloadKey(KEY, "s12"), packet.toByteArray());
        ClientHeader header = ClientHeader.newBuilder()
                .setChid(9)
                .setUuid(10_776_577_642_332_161L)
                .setServer("xiaomi.com")
                .setResource("android")
                .setCmd("SECMSG")
                .setId("s12")
                .setDirFlag(ClientHeader.Direction.CS_REQ)
                .setCipher(1)
                .build();
        return TcpFrame.write(header, payload, bodyKey);
    }

    /** A page of fifty rows, as it comes from history-service, into the COMPOUND that carries it. */
    @Benchmark
    public byte[] inboxPage() throws InvalidProtocolBufferException {
        List<Parcel> parcels = InboxPage.parseFrom(page).getRowsList().stream()
                .map(row -> Parcel.of(row.getMessage(), PACKAGE))
                .collect(Collectors.toList());
        return compounds.of("c1", parcels, 1_764_000_000_000L).toByteArray();
    }
}
