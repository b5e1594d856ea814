package io.openmimc.proto.frame;

import io.openmimc.proto.wire.ClientHeader;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to write and read one packet on either transport, and to encrypt it. docs/performance.md */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
    @Param({"300", "4096"})
    int payloadBytes;

    private ClientHeader header;
    private byte[] payload;
    private byte[] bodyKey;
    private byte[] payloadKey;
    private byte[] tcpFrame;
    private byte[] webSocketFrame;

    @Setup
    public void setup() {
        header = ClientHeader.newBuilder()
                .setChid(9)
                .setUuid(10_776_577_642_332_160L)
                .setServer("xiaomi.com")
                .setResource("mimc_android_0001")
                .setCmd("SECMSG")
                .setId("k2j9x1")
                .setDirFlag(ClientHeader.Direction.CS_REQ)
                .setCipher(1)
                .build();
        payload = new byte[payloadBytes];
        new Random(1).nextBytes(payload);
        bodyKey = WireKeys.bodyKey("0123456789abcdef0123", "0123456789");
        payloadKey = WireKeys.payloadKey(new byte[16], "k2j9x1");
        tcpFrame = TcpFrame.write(header, payload, bodyKey);
        webSocketFrame = WebSocketFrame.write(header, payload);
    }

    @Benchmark
    public byte[] encodeTcp() {
        return TcpFrame.write(header, payload, bodyKey);
    }

    /** The copy is the benchmark's: a frame is decrypted where it stands. */
    @Benchmark
    public Packet decodeTcp() throws FrameException {
        return TcpFrame.read(tcpFrame.clone(), bodyKey);
    }

    @Benchmark
    public byte[] encodeWebSocket() {
        return WebSocketFrame.write(header, payload);
    }

    @Benchmark
    public Packet decodeWebSocket() throws FrameException {
        return WebSocketFrame.read(ByteBuffer.wrap(webSocketFrame));
    }

    @Benchmark
    public byte[] rc4() {
        return Rc4.apply(payloadKey, payload);
    }
}
