package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A {@link Redis} for tests that speaks TLS only and lets nobody in but one user with a password.
 *
 * @param certificates have issued one that is called {@code redis}
 */
public record SecuredRedis(Redis redis, Certificates certificates, String user, String password) implements Program {
    @Override
    public String name() {
        return redis.name();
    }

    @Override
    public int port() {
        return redis.port();
    }

    @Override
    public void prepare(Path log) throws IOException, InterruptedException {
        redis.prepare(log);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            String users =
                    "user default off\nuser " + user + " on #" + HexFormat.of().formatHex(hash) + " ~* &* +@all\n";
            Files.writeString(users(), users);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JRE lacks SHA-256", e); // every JRE must have it
        }
    }

    @Override
    public Command command() {
        List<String> line = new ArrayList<>(redis.command().line());
        line.addAll(List.of("--port", "0", "--tls-port", Integer.toString(port())));
        line.addAll(List.of("--tls-cert-file", certificates.certificate("redis").toString()));
        line.addAll(List.of("--tls-key-file", certificates.key("redis").toString()));
        line.addAll(List.of("--tls-ca-cert-file", certificates.ca().toString()));
        line.addAll(List.of("--tls-auth-clients", "no", "--aclfile", users().toString()));
        return Command.of(line);
    }

    /** It does not answer a stranger's PING, but says so. */
    @Override
    public boolean ready(long pid) throws IOException {
        byte[] refusal = "-NOAUTH".getBytes(StandardCharsets.US_ASCII);
        return Probe.ask(
                certificates.sockets(),
                redis.host(),
                port(),
                "PING\r\n".getBytes(StandardCharsets.US_ASCII),
                answer -> java.util.Arrays.equals(refusal, answer.readNBytes(refusal.length)));
    }

    private Path users() {
        return redis.data().toAbsolutePath().resolve("users.acl");
    }

    @Override
    public String toString() {
        return "SecuredRedis[" + port() + "]"; // not the password
    }
}
