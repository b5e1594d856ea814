package io.openmimc.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.local.process.Program;
import io.openmimc.local.process.Stack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.local.service.Deployment;
import io.openmimc.local.service.PortSetting;
import io.openmimc.local.service.Replicas;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.service.Settings;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.MimcRest;
import io.openmimc.sdk.rest.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The whole system on free ports of this machine: real stores, the services as they were packed, and an app. */
final class Cloud implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    private final Settings settings;
    private final Path directory;
    private final Stack stack;
    private final AppCredentials app;
    private final MimcRest rest;

    private Cloud(Path directory, Replicas replicas, UnaryOperator<List<Program>> change) {
        this.directory = directory;
        settings = Settings.free(Secrets.random()).with(replicas);
        Path logs = directory.resolve("logs");
        stack = Deployment.ofBuild(settings, directory, Repository.root()).stack(logs, change);
        System.out.println("The logs of the stack are in " + logs);
        stack.start();
        rest = new MimcRest(api());
        app = createApp("demo");
    }

    static Cloud start() {
        return start(Replicas.NONE, programs -> programs);
    }

    /** Starts one as {@code ./mimc up --replicas} does. */
    static Cloud start(Replicas replicas) {
        return start(replicas, programs -> programs);
    }

    /** Starts one with other programs than usual. */
    static Cloud start(UnaryOperator<List<Program>> change) {
        return start(Replicas.NONE, change);
    }

    private static Cloud start(Replicas replicas, UnaryOperator<List<Program>> change) {
        try {
            Files.createDirectories(Path.of("target"));
            return new Cloud(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "cloud-"), replicas, change);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name that no other test has. */
    static String account(String name) {
        return name + "-" + RUN + "-" + NAMES.incrementAndGet();
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** What the server refuses it with; being done, or failing otherwise, fails the test. */
    static MimcException refusal(CompletionStage<?> stage) {
        return outcome(stage).orElseThrow(() -> new AssertionError("it was not refused"));
    }

    /** Whether it is refused with that code, and not done. */
    static boolean isRefused(CompletionStage<?> stage, int code) {
        return outcome(stage).filter(refusal -> refusal.code() == code).isPresent();
    }

    /** What it is refused with, if it is; failing otherwise fails the test. */
    static Optional<MimcException> outcome(CompletionStage<?> stage) {
        return get(stage.handle((done, failure) -> Optional.ofNullable(failure)))
                .map(failure -> failure instanceof CompletionException ? failure.getCause() : failure)
                .map(cause -> {
                    if (cause instanceof MimcException refusal) {
                        return refusal;
                    }
                    throw new AssertionError("it failed, but was not refused", cause);
                });
    }

    Settings settings() {
        return settings;
    }

    /** The directory with the certificates of the services and their CA. */
    Path certificates() {
        return directory.resolve("inner");
    }

    /** Starts another gateway, on ports of its own. */
    SecondGateway secondGateway() {
        return SecondGateway.start(settings, directory);
    }

    StackProcess process(String name) {
        return stack.process(name);
    }

    URI api() {
        return URI.create(settings.api());
    }

    URI webSocket() {
        return URI.create(settings.webSocket());
    }

    String tcpHost() {
        return "127.0.0.1";
    }

    int tcpPort() {
        return settings.port(PortSetting.TCP);
    }

    AppCredentials app() {
        return app;
    }

    MimcRest rest() {
        return rest;
    }

    /** The groups of an account. */
    Topics topics(String account) {
        return rest.topics(app, account);
    }

    MimcClientBuilder tcp(String account, String resource) {
        return tcp(app, account, resource);
    }

    MimcClientBuilder tcp(AppCredentials of, String account, String resource) {
        return client(of, account, resource).tcp(tcpHost(), tcpPort());
    }

    MimcClientBuilder webSocket(String account, String resource) {
        return webSocket(app, account, resource);
    }

    MimcClientBuilder webSocket(AppCredentials of, String account, String resource) {
        return client(of, account, resource).webSocket(webSocket());
    }

    MimcClientBuilder client(String account, String resource) {
        return client(app, account, resource);
    }

    private MimcClientBuilder client(AppCredentials of, String account, String resource) {
        return MimcClient.builder()
                .appId(of.appId())
                .account(account)
                .resource(resource)
                .tokenSupplier(rest.tokens(of, account));
    }

    AppCredentials createApp(String name) {
        JsonNode data = administer(
                "POST", "/api/admin/apps", "{\"name\":\"" + name + "\",\"package\":\"com.example." + name + "\"}");
        return new AppCredentials(
                data.path("appId").asLong(),
                data.path("appKey").asText(),
                data.path("appSecret").asText());
    }

    /** Lets all callbacks of an app go to a URL; answers the secret that signs them. */
    String callbacks(AppCredentials of, String url) {
        return administer(
                        "PUT",
                        "/api/admin/apps/" + of.appId() + "/callbacks",
                        "{\"instantUrl\":\"" + url + "\",\"offlineUrl\":\"" + url + "\"}")
                .path("callbackSecret")
                .asText();
    }

    /** What an operator's call answers. */
    JsonNode administer(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(api().resolve(path))
                .header("Authorization", "Bearer " + settings.secrets().adminToken())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            String answer = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
            JsonNode envelope = JsonMapper.builder().build().readTree(answer);
            if (envelope.path("code").asInt() != 200) {
                throw new IllegalStateException(path + " was refused: " + answer);
            }
            return envelope.path("data");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
