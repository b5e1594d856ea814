package io.openmimc.kit.rpc;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who a service is, as its files say now: they are looked at again and again, and each handshake shows and believes what was
 * found last.
 */
final class OwnIdentity implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OwnIdentity.class);

    private final IdentityFiles files;
    private final String service;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "inner-certificates");
        thread.setDaemon(true);
        return thread;
    });
    private IdentityFiles.Contents contents; // of the timer's thread, once this object is made
    private volatile Instant ends;
    private volatile @Nullable String failure;

    /**
     * @param pause between looks
     * @throws IdentityException if the files are of no use
     */
    OwnIdentity(IdentityFiles files, String service, Duration pause) {
        this.files = files;
        this.service = service;
        this.contents = files.read();
        Identity first = Identity.read(contents, service);
        this.ends = first.ends();
        try {
            this.trust = AdvancedTlsX509TrustManager.newBuilder().build(); // a server's name is checked, too
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE has no trust manager", e);
        }
        use(first);
        var unused =
                timer.scheduleWithFixedDelay(this::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    X509ExtendedKeyManager keys() {
        return keys;
    }

    X509ExtendedTrustManager trust() {
        return trust;
    }

    /** When the certificate is valid no more. */
    Instant ends() {
        return ends;
    }

    /** Why the files as they are now are not in use; null: they are. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Takes over what is new in the files; what is of no use is said once, and what was there before stays. */
    private void look() {
        try {
            IdentityFiles.Contents now = files.read();
            if (!now.equals(contents)) {
                use(Identity.read(now, service));
                contents = now;
                LOG.infof("new certificates are in use service=%s until=%s", service, ends);
            }
            failure = null;
        } catch (RuntimeException e) { // thrown on, it would end the looks
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                LOG.errorf("the certificates in use stay until=%s reason=%s", ends, reason);
            }
            failure = reason;
        }
    }

    private void use(Identity identity) {
        try {
            trust.updateTrustCredentials(identity.authorities().toArray(X509Certificate[]::new));
        } catch (IOException | GeneralSecurityException e) {
            throw new IdentityException(IdentityFiles.setting("ca") + " is of no use: " + e.getMessage() + ".");
        }
        keys.updateIdentityCredentials(identity.chain().toArray(X509Certificate[]::new), identity.key());
        ends = identity.ends();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
