package io.openmimc.local.store;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import io.openmimc.local.process.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL 18 with a database {@code mimc} that belongs to a user {@code mimc}.
 *
 * @param host the address of this machine that it is bound to
 * @param data its directory
 * @param password of the user, set when the directory is made
 */
public record Postgresql(String host, int port, Path data, String password) implements Program {
    public static final String DATABASE = "mimc";
    public static final String USER = "mimc";
    private static final int PID_FILE_PID = 0;
    private static final int PID_FILE_STATUS = 7;

    public Postgresql(int port, Path data, String password) {
        this(LOOPBACK, port, data, password);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public void prepare(Path log) throws IOException, InterruptedException {
        // It gets its name when it is complete, so one that is there needs nothing more.
        if (!Files.exists(cluster())) {
            initialise(log);
        }
        if (!host.equals(LOOPBACK)) {
            Files.writeString(clients(), "host all all 0.0.0.0/0 scram-sha-256\n");
        }
    }

    private void initialise(Path log) throws IOException, InterruptedException {
        requireUser();
        Files.createDirectories(data);
        Path fresh = data.resolve("initdb");
        Directories.delete(fresh);
        Path passwordFile = Files.createTempFile(
                data, "pw", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, password + "\n");
            Tool.run(
                    "initdb",
                    asUser(
                            binary("initdb"),
                            "--pgdata",
                            fresh.toString(),
                            "--username",
                            USER,
                            "--pwfile",
                            passwordFile.toString(),
                            "--auth",
                            "scram-sha-256",
                            "--encoding",
                            "UTF8",
                            "--locale-provider",
                            "builtin",
                            "--builtin-locale",
                            "C.UTF-8",
                            "--locale",
                            "C",
                            "--no-sync",
                            "--no-instructions"),
                    "",
                    log);
        } finally {
            Files.delete(passwordFile);
        }
        Tool.run(
                "creating the database",
                asUser(binary("postgres"), "--single", "-D", fresh.toString(), "postgres"),
                "CREATE DATABASE " + DATABASE + "\n",
                log);
        Files.move(fresh, cluster());
    }

    @Override
    public Command command() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "listen_addresses", host,
                "unix_socket_directories", "",
                "shared_buffers", "32MB",
                // Four replicas of three services, each with 19; those that nobody opens cost next to nothing.
                "max_connections", "240",
                "max_wal_size", "256MB",
                "min_wal_size", "32MB",
                "log_line_prefix", "%m [%p] ",
                "timezone", "UTC"));
        if (!host.equals(LOOPBACK)) {
            settings.put("hba_file", clients().toString());
        }
        List<String> line =
                new ArrayList<>(asUser(binary("postgres"), "-D", cluster().toString(), "-p", Integer.toString(port)));
        settings.forEach((key, value) -> line.addAll(List.of("-c", key + "=" + value)));
        // INT is the fast shutdown: sessions are ended, data are written. TERM would wait for every client to leave.
        return new Command(line, Map.of(), "INT");
    }

    /** The server writes its state into its pid file; a stale file of a killed one names another pid. */
    @Override
    public boolean ready(long pid) throws IOException {
        List<String> lines = Files.readAllLines(cluster().resolve("postmaster.pid"));
        return lines.size() > PID_FILE_STATUS
                && lines.get(PID_FILE_PID).trim().equals(Long.toString(pid))
                && lines.get(PID_FILE_STATUS).trim().equals("ready");
    }

    /** Who may connect from where, if not only from 127.0.0.1. */
    private Path clients() {
        return data.toAbsolutePath().resolve("clients.conf");
    }

    Path cluster() {
        return data.toAbsolutePath().resolve("cluster");
    }

    private static String binary(String name) {
        try {
            return Binaries.postgresql().resolve("bin").resolve(name).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, where it is nobody. */
    private static List<String> asUser(String... line) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("unshare", "--user"));
        }
        all.addAll(List.of(line));
        return all;
    }

    private static void requireUser() throws InterruptedException {
        if (!isRoot()) {
            return;
        }
        try {
            Process process = new ProcessBuilder("unshare", "--user", "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StackException(refusal(said.strip()));
            }
        } catch (IOException e) {
            throw new StackException(refusal(String.valueOf(e.getMessage())), e);
        }
    }

    private static String refusal(String reason) {
        return "PostgreSQL does not run as root, and root may not make a user namespace here (unshare --user: " + reason
                + "). Run this as an ordinary user, allow user namespaces (sysctl user.max_user_namespaces), or set"
                + " OPENMIMC_POSTGRESQL_URI to a PostgreSQL that runs elsewhere.";
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
