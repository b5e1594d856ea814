package io.openmimc.kit.rpc;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who a service is, and whom it believes.
 *
 * @param chain its certificate, then those that lead to the CA
 * @param authorities those whose certificates are believed
 */
record Identity(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    /** GeneralName of RFC 5280. */
    private static final int DNS_NAME = 2;

    Identity {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /**
     * Reads the three files of a service.
     *
     * @throws IdentityException if one cannot be read, they do not fit, or the certificate is not that service's or not valid now
     */
    static Identity read(IdentityFiles.Contents files, String service) {
        List<X509Certificate> chain = certificates(files.certificate());
        X509Certificate own = chain.get(0);
        try {
            own.checkValidity();
            if (!services(own).contains(service)) {
                throw new IdentityException(files.certificate(), "its DNS names do not have " + service);
            }
        } catch (GeneralSecurityException e) {
            throw new IdentityException(files.certificate(), e);
        }
        try {
            return new Identity(
                    chain, PemKey.read(files.key().text(), own.getPublicKey()), certificates(files.authorities()));
        } catch (GeneralSecurityException e) {
            throw new IdentityException(files.key(), e);
        }
    }

    private static List<X509Certificate> certificates(IdentityFiles.File file) {
        try {
            List<X509Certificate> certificates = List.of(CertificateUtils.getX509Certificates(
                    new ByteArrayInputStream(file.text().getBytes(StandardCharsets.US_ASCII))));
            if (certificates.isEmpty()) {
                throw new IdentityException(file, "there is no certificate in it (PEM, -----BEGIN CERTIFICATE-----)");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IdentityException(file, e);
        }
    }

    /** The services that a certificate is of; other names are nobody here. */
    static Set<String> services(X509Certificate certificate) throws CertificateParsingException {
        Set<String> services = new TreeSet<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (name.get(0).equals(DNS_NAME) && Arrows.SERVICES.contains(name.get(1))) {
                    services.add((String) name.get(1));
                }
            }
        }
        return services;
    }

    /** When its certificate is valid no more. */
    Instant ends() {
        return chain.get(0).getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "Identity[" + chain.get(0).getSerialNumber().toString(16) + "]";
    }
}
