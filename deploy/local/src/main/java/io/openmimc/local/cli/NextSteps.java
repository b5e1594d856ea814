package io.openmimc.local.cli;

import io.openmimc.local.supervisor.State;
import java.io.PrintStream;
import java.util.Optional;

/** What {@code up} ends with. */
final class NextSteps {
    private final PrintStream out;
    private final State state;

    NextSteps(Context context, State state) {
        this.out = context.out();
        this.state = state;
    }

    /** @param app what the examples are made with; without one there are none */
    void print(Optional<AppSecret> app) {
        out.println();
        out.println("  console    " + state.api() + "/console");
        out.println("  API        " + state.api() + description());
        out.println("  WebSocket  " + state.webSocket());
        out.println("  TCP        " + state.tcp());
        out.println();
        app.ifPresent(this::examples);
        out.println("./mimc demo lets devices talk over real sockets; ./mimc --help tells the rest.");
    }

    /** On the management port of account-service, so on this machine only. */
    private String description() {
        return state.processes().stream()
                .filter(process -> process.name().equals("account-service") && process.managementPort() != 0)
                .map(process -> "   described at http://127.0.0.1:" + process.managementPort() + "/q/swagger-ui/")
                .findFirst()
                .orElse("");
    }

    private void examples(AppSecret app) {
        String json = "-H 'Content-Type: application/json' -d ";
        String body = app.toJson().encode();
        String fields = body.substring(0, body.length() - 1);
        out.println("A demo app that was made on this machine:");
        out.println("  appId      " + app.appId());
        out.println("  appKey     " + app.appKey());
        out.println("  appSecret  " + app.appSecret());
        out.println();
        out.println("Try: a token for alice, a message from alice to bob, what they wrote in the last hour");
        out.println();
        out.println(
                "curl -s " + state.api() + "/api/account/token " + json + "'" + fields + ",\"appAccount\":\"alice\"}'");
        out.println();
        out.println("curl -s " + state.api() + "/api/push/p2p/ " + json + "'" + fields
                + ",\"fromAccount\":\"alice\",\"fromResource\":\"curl\",\"toAccount\":\"bob\",\"msg\":\"hello\"}'");
        out.println();
        out.println("curl -s " + state.api() + "/api/msg/p2p/query/ -H 'appId: " + app.appId() + "' -H 'appKey: "
                + app.appKey() + "' -H 'appSecret: " + app.appSecret() + "' -H 'appAccount: alice' " + json
                + "'{\"appId\":\"" + app.appId() + "\",\"fromAccount\":\"alice\",\"toAccount\":\"bob\","
                + "\"utcFromTime\":'$(($(date +%s) - 3600))'000,\"utcToTime\":'$(($(date +%s) + 60))'000}'");
        out.println();
    }
}
