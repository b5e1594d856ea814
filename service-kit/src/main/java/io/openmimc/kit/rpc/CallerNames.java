package io.openmimc.kit.rpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;

/** Reads who calls from the certificate of a connection, once for all calls of the connection. */
final class CallerNames extends ServerTransportFilter {
    /** The services that the certificate is of; not there without a certificate. */
    static final Attributes.Key<Set<String>> SERVICES = Attributes.Key.create("openmimc.inner.services");

    private static final Logger LOG = Logger.getLogger(CallerNames.class);

    @Override
    public Attributes transportReady(Attributes transport) {
        SSLSession session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return transport;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return transport.toBuilder()
                    .set(SERVICES, Identity.services((X509Certificate) chain[0]))
                    .build();
        } catch (SSLPeerUnverifiedException e) {
            return transport; // it has shown none: every call will be told so
        } catch (CertificateParsingException e) {
            LOG.debugf("names of a certificate cannot be read reason=%s", e.getMessage());
            return transport.toBuilder().set(SERVICES, Set.of()).build();
        }
    }
}
