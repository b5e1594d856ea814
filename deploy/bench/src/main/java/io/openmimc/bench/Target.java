package io.openmimc.bench;

import io.openmimc.sdk.rest.AppCredentials;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server that gets the load.
 *
 * @param api where its REST paths begin
 * @param tcp where its TCP transport is
 * @param adminToken makes an app for the run, with limits that are not in the way; null: {@code app} is given
 * @param app whose accounts talk; null: one is made
 * @param pids the processes of the stack where it runs on this machine, by name; else empty
 */
public record Target(
        URI api,
        InetSocketAddress tcp,
        @Nullable String adminToken,
        @Nullable AppCredentials app,
        Map<String, Long> pids) {}
