package io.openmimc.local.service;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks an HTTP server of this machine. */
final class HealthProbe {
    private static final int TIMEOUT_MS = 1000;

    private HealthProbe() {}

    /** The status that {@code GET path} on a port of 127.0.0.1 is answered with within a second. */
    static int status(int port, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
