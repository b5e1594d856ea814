package io.openmimc.bench.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.bench.BenchApp;
import io.openmimc.bench.BenchException;
import io.openmimc.bench.Stage;
import io.openmimc.bench.Target;
import io.openmimc.local.supervisor.Home;
import io.openmimc.local.supervisor.SecretsFile;
import io.openmimc.local.supervisor.State;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.MimcRest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server gets the load, and as which app. */
final class Address {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int DEFAULT_PORT = 5222;
    private static final int MAX_MEMBERS = 5_000;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "where a server's REST paths begin; without it, the local stack")
    private @Nullable URI api;

    @Option(
            names = "--tcp",
            paramLabel = "HOST:PORT",
            description = "where the server's TCP transport is (the host of --api, port 5222)")
    private @Nullable String tcp;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = "of an operator: makes an app whose limits are not in the way (or OPENMIMC_ADMIN_TOKEN)")
    private @Nullable String adminToken = System.getenv("OPENMIMC_ADMIN_TOKEN");

    @Option(names = "--app", paramLabel = "ID:KEY:SECRET", description = "an app to use instead; its limits hold")
    private @Nullable String app;

    Target target(Home home) throws IOException {
        if (api != null) {
            return new Target(api, gateway(tcp == null ? api.getHost() : tcp), adminToken, credentials(), Map.of());
        }
        State state = State.ofRunning(home)
                .orElseThrow(() -> new BenchException(
                        "The local stack is not running. Start it with ./mimc up, or name a server with --api."));
        Map<String, Long> pids = new LinkedHashMap<>();
        state.processes().forEach(process -> pids.put(process.name(), process.pid()));
        return new Target(
                URI.create(state.api()),
                gateway(state.tcp()),
                SecretsFile.of(home, System.getenv()).adminToken(),
                credentials(),
                pids);
    }

    private static InetSocketAddress gateway(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? new InetSocketAddress(text, DEFAULT_PORT)
                : new InetSocketAddress(text.substring(0, colon).replaceFirst("^tcp://", ""), port(text, colon));
    }

    private static int port(String text, int colon) {
        try {
            return Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new BenchException("--tcp must be as im.example.net:5222, not " + text, e);
        }
    }

    private @Nullable AppCredentials credentials() {
        if (app == null) {
            return null;
        }
        String[] parts = app.split(":", 3);
        if (parts.length < 3 || !parts[0].matches("\\d{1,19}")) {
            throw new BenchException("--app must be APPID:APPKEY:APPSECRET.");
        }
        return new AppCredentials(Long.parseLong(parts[0]), parts[1], parts[2]);
    }

    /** The app that was named, or that of the runs before, or a new one. */
    AppCredentials app(Home home, Target target, int members) throws IOException {
        if (target.app() != null) {
            return target.app();
        }
        String token = target.adminToken();
        if (token == null) {
            throw new BenchException("As which app? Give --app ID:KEY:SECRET, or an operator's --admin-token.");
        }
        BenchApp operator = new BenchApp(target.api(), token);
        if (api != null) {
            return operator.create(Math.min(MAX_MEMBERS, members));
        }
        Path kept = home.benchApp();
        if (Files.exists(kept)) {
            JsonNode json = JSON.readTree(Files.readString(kept));
            AppCredentials before = new AppCredentials(
                    json.path("appId").asLong(),
                    json.path("appKey").asText(),
                    json.path("appSecret").asText());
            if (knows(target, before)) {
                return before;
            }
        }
        AppCredentials fresh = operator.create(MAX_MEMBERS);
        home.write(
                kept,
                JSON.createObjectNode()
                                .put("appId", fresh.appId())
                                .put("appKey", fresh.appKey())
                                .put("appSecret", fresh.appSecret())
                                .toPrettyString()
                        + "\n");
        return fresh;
    }

    /** Whether the database still has it: ./mimc reset deletes it. */
    private static boolean knows(Target target, AppCredentials app) {
        return Stage.get(new MimcRest(target.api()).token(app, "bench").handle((token, failure) -> failure == null));
    }
}
