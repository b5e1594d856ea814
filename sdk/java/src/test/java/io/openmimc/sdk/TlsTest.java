package io.openmimc.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path directory;

    private static SslContext server;
    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        server = SslContextBuilder.forServer(keys).build();
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore(store));
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static KeyStore trustStore(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
        return trusted;
    }

    @Test
    void aMessageGoesOverTlsOnTcp() {
        try (ScriptedGateway gateway = new ScriptedGateway(false, server);
                MimcClient client = builder()
                        .tls(trusting)
                        .tlsTcp("localhost", gateway.port())
                        .build()) {
            exchange(client);
        }
    }

    @Test
    void aMessageGoesOverASecureWebSocket() {
        try (ScriptedGateway gateway = new ScriptedGateway(true, server);
                MimcClient client = builder()
                        .tls(trusting)
                        .webSocket(URI.create("wss://localhost:" + gateway.port() + "/"))
                        .build()) {
            exchange(client);
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotTaken() {
        assertNotReached(builder().tls(trusting), "127.0.0.1", "No subject alternative names matching");
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotTaken() {
        assertNotReached(builder(), "localhost", "PKIX path building failed");
    }

    private static void assertNotReached(MimcClientBuilder builder, String host, String reason) {
        CompletableFuture<String> failure = new CompletableFuture<>();
        try (ScriptedGateway gateway = new ScriptedGateway(false, server);
                MimcClient client = builder.tlsTcp(host, gateway.port()).build()) {
            client.onStatus(change -> {
                if (change.status() == Status.OFFLINE) {
                    failure.complete(change.reason());
                }
            });
            client.login();
            assertThat(failure).succeedsWithin(PATIENCE).asString().contains(reason);
            assertThat(gateway.tokens).isEmpty();
        }
    }

    private static void exchange(MimcClient client) {
        assertThat(client.login().toCompletableFuture()).succeedsWithin(PATIENCE);
        assertThat(client.send("bob", new byte[15_360]).toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    private static MimcClientBuilder builder() {
        return MimcClient.builder()
                .appId(1)
                .account("alice")
                .tokenSupplier(() -> CompletableFuture.completedFuture(MimcClientContract.token("t")));
    }
}
