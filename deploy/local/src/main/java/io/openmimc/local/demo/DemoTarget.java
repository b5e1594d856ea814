package io.openmimc.local.demo;

import io.openmimc.sdk.rest.AppCredentials;
import java.net.URI;

/**
 * Where the demo runs.
 *
 * @param api where the REST paths begin
 * @param app any app of that server; the demo makes accounts of its own in it
 * @param guests another app, whose accounts live for some seconds
 */
public record DemoTarget(
        URI api, URI webSocket, String tcpHost, int tcpPort, AppCredentials app, AppCredentials guests) {}
