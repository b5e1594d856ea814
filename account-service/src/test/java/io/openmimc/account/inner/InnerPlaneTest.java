package io.openmimc.account.inner;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeySetResponse;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The service as others see it, with certificates on both sides. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(InnerFiles.class)
class InnerPlaneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ITSELF = "account-service";

    public InnerFiles files;

    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    @Test
    void itAsksItselfByTheChannelThatQuarkusMakes() {
        // Given
        TestApp app = TestApp.create();
        String token = app.token("alice").then().extract().path("data.token");
        // Then: whose token it is takes the keys, the app and the standing, each by a call
        given().header("token", token)
                .get("/api/blacklist/?blackAccount=bob")
                .then()
                .statusCode(200);
    }

    @Test
    void aGatewayIsAnsweredWhatIsItsToAsk() throws Exception {
        // Given
        TestApp app = TestApp.create();
        // Then
        assertThat(AccountsGrpc.newBlockingStub(caller("gateway-service"))
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .resolve(ResolveRequest.newBuilder()
                                .setAppId(app.number())
                                .addAccounts("alice")
                                .setCreate(true)
                                .build())
                        .getUuids(0))
                .isPositive();
    }

    @Test
    void theSecretsOfCallbacksAreForCallbackServiceAlone() throws Exception {
        // Given
        TestApp app = TestApp.create();
        // Then
        assertThatThrownBy(() -> callbacks(caller("gateway-service"), app))
                .hasMessage(
                        "PERMISSION_DENIED: openmimc.accounts.Callbacks/Settings may not be called by gateway-service");
        assertThat(callbacks(caller("callback-service"), app)).isEqualTo(app.number());
    }

    private static long callbacks(ManagedChannel channel, TestApp app) {
        return CallbacksGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .settings(SettingsRequest.newBuilder().setAppId(app.number()).build())
                .getAppId();
    }

    @Test
    void whoHasNoCertificateCreatesNoAccount() throws Exception {
        // Given
        TestApp app = TestApp.create();
        ResolveRequest request = ResolveRequest.newBuilder()
                .setAppId(app.number())
                .addAccounts("mallory")
                .setCreate(true)
                .build();
        ManagedChannel nobody = channel(address()
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(files.ca().toFile())
                        .build()));
        // When
        assertThatThrownBy(() -> AccountsGrpc.newBlockingStub(nobody).resolve(request))
                .hasMessageStartingWith("UNAUTHENTICATED: openmimc.accounts.Accounts/Resolve");
        assertThatThrownBy(() -> AccountsGrpc.newBlockingStub(channel(address().usePlaintext()))
                        .resolve(request))
                .satisfies(failure ->
                        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        // Then
        assertThat(AccountsGrpc.newBlockingStub(caller("gateway-service"))
                        .resolve(request.toBuilder().setCreate(false).build())
                        .getUuids(0))
                .isZero();
    }

    @Test
    void nothingButOurServicesIsOnThePort() throws Exception {
        for (String other : List.of(
                "grpc.health.v1.Health/Check",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")) {
            MethodDescriptor<KeySetRequest, KeySetResponse> method = KeysGrpc.getKeySetMethod().toBuilder()
                    .setFullMethodName(other)
                    .build();
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            caller(ITSELF), method, CallOptions.DEFAULT, KeySetRequest.getDefaultInstance()))
                    .satisfies(failure ->
                            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
        }
    }

    @Test
    void aNewCertificateIsShownWithoutARestart() throws Exception {
        // Given
        BigInteger before = serial(caller("gateway-service"));
        // When
        files.issue(ITSELF);
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(serial(caller("gateway-service")))
                .isNotEqualTo(before));
        itAsksItselfByTheChannelThatQuarkusMakes();
    }

    /** Of the certificate that the service shows. */
    private static BigInteger serial(ManagedChannel channel) throws Exception {
        var call = channel.newCall(KeysGrpc.getKeySetMethod(), CallOptions.DEFAULT);
        KeySetResponse answer = ClientCalls.futureUnaryCall(call, KeySetRequest.getDefaultInstance())
                .get(20, TimeUnit.SECONDS);
        assertThat(answer.getJwks()).contains("keys");
        X509Certificate shown = (X509Certificate)
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION).getPeerCertificates()[0];
        return shown.getSerialNumber();
    }

    private ManagedChannel caller(String service) throws Exception {
        if (!service.equals(ITSELF)) {
            files.issue(service);
        }
        return channel(address()
                .sslContext(GrpcSslContexts.forClient()
                        .keyManager(
                                files.certificate(service).toFile(),
                                files.key(service).toFile())
                        .trustManager(files.ca().toFile())
                        .build()));
    }

    private NettyChannelBuilder address() {
        return NettyChannelBuilder.forAddress("127.0.0.1", files.port()).overrideAuthority(ITSELF);
    }

    private ManagedChannel channel(NettyChannelBuilder builder) {
        ManagedChannel channel = builder.build();
        channels.add(channel);
        return channel;
    }
}
