package io.openmimc.local.store;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority for tests, made by the JDK's keytool: what it signs is good for three days.
 *
 * @param directory has all of its files
 */
public record Certificates(Path directory) {
    /** Of the key stores, which hold nothing worth hiding. */
    static final String PASSWORD = "certificates";

    private static final List<String> STORE = List.of("-storetype", "PKCS12", "-storepass", PASSWORD);
    private static final List<String> VALID = List.of("-validity", "3");

    /** Makes the authority. */
    public static Certificates make(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Certificates made = new Certificates(directory);
        made.pair("ca", "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign");
        try {
            made.writePem("ca.crt", List.of(made.open("ca").getCertificate("ca")));
        } catch (GeneralSecurityException e) {
            throw new StackException("no authority for the stores: " + e.getMessage(), e);
        }
        return made;
    }

    /** PEM file of the authority's certificate. */
    public Path ca() {
        return directory.resolve("ca.crt");
    }

    /** PEM file of an issued certificate with its authority's. */
    public Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    /** PEM file of its key, PKCS#8, for its owner only. */
    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** PKCS#12 file of both, with {@link #PASSWORD}. */
    Path keyStore(String name) {
        return directory.resolve(name + ".p12");
    }

    /**
     * Issues one, for servers and clients.
     *
     * @param names as keytool has them, like {@code dns:localhost,ip:127.0.0.1}
     */
    public void issue(String name, String names) throws IOException, InterruptedException {
        pair(name);
        Path request = directory.resolve(name + ".csr");
        Path signed = directory.resolve(name + ".signed");
        keytool(
                "-certreq",
                List.of("-alias", name, "-keystore", keyStore(name).toString(), "-file", request.toString()));
        keytool(
                "-gencert",
                List.of("-alias", "ca", "-keystore", keyStore("ca").toString()),
                List.of("-infile", request.toString(), "-outfile", signed.toString(), "-rfc"),
                List.of("-ext", "san=" + names, "-ext", "eku=serverAuth,clientAuth"),
                VALID);
        try {
            chain(name, signed);
        } catch (GeneralSecurityException e) {
            throw new StackException("no certificate " + name + ": " + e.getMessage(), e);
        }
    }

    /** Makes sockets that trust this authority. */
    SocketFactory sockets() throws IOException {
        return context().getSocketFactory();
    }

    /** Trusts this authority. */
    SSLContext context() throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", open("ca").getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new StackException("no TLS for the stores: " + e.getMessage(), e);
        }
    }

    private void chain(String name, Path signed) throws IOException, GeneralSecurityException {
        KeyStore store = open(name);
        PrivateKey key = (PrivateKey) store.getKey(name, PASSWORD.toCharArray());
        Certificate certificate;
        try (InputStream in = Files.newInputStream(signed)) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        List<Certificate> chain = List.of(certificate, open("ca").getCertificate("ca"));
        store.setKeyEntry(name, key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(keyStore(name))) {
            store.store(out, PASSWORD.toCharArray());
        }
        writePem(name + ".crt", chain);
        Files.createFile(key(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
    }

    private void pair(String name, String... extensions) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                List.of("-alias", name, "-keystore", keyStore(name).toString(), "-dname", "CN=" + name),
                List.of("-keyalg", "EC", "-groupname", "secp256r1"),
                VALID,
                List.of(extensions));
    }

    @SafeVarargs
    private void keytool(String command, List<String>... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command));
        for (List<String> some : arguments) {
            line.addAll(some);
        }
        line.addAll(STORE);
        Tool.run("keytool " + command, line, "", directory.resolve("keytool.log"));
    }

    private KeyStore open(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore(name))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void writePem(String file, List<Certificate> certificates) throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : certificates) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(directory.resolve(file), text);
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }
}
