package io.openmimc.gateway.session;

import io.openmimc.gateway.accept.Sender;
import java.util.Base64;

/**
 * A BIND that is in order.
 *
 * @param sender who logs in
 * @param securityKeyBase64 what encrypts the payloads of this login
 * @param tokenIssuedMs ms since the Unix epoch
 * @param tokenExpiresMs ms since the Unix epoch
 * @param tokenGeneration how often the account's tokens had been revoked when it was issued
 * @param temporary the account goes by itself some day
 * @param singleLogin whether an older login of the resource shall be told to log out
 * @param maxResources connected resources that the account may have
 * @param maxConnections devices of the app that may be logged in on this gateway; 0: any number
 */
record Granted(
        Sender sender,
        String securityKeyBase64,
        long tokenIssuedMs,
        long tokenExpiresMs,
        long tokenGeneration,
        boolean temporary,
        boolean singleLogin,
        int maxResources,
        int maxConnections) {

    byte[] securityKey() {
        return Base64.getDecoder().decode(securityKeyBase64);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Granted[" + sender + "]";
    }
}
