package io.openmimc.kit.rpc;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in a PEM file. The JDK reads PKCS#8 only; cert-manager and Helm write the older forms unless told otherwise,
 * which PKCS#8 contains as they are, behind the algorithm that the certificate's public key names, too.
 */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([^-]+)-----END \\1-----");
    private static final byte[] VERSION = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;
    private static final int LONG_FORM = 0x80;

    private PemKey() {}

    /**
     * The key in the text.
     *
     * @param publicKey of its certificate
     * @throws GeneralSecurityException if there is none, it cannot be read, or it is another certificate's; the message has
     *     no part of it
     */
    static PrivateKey read(String pem, PublicKey publicKey) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new GeneralSecurityException(
                    "there is no unencrypted private key in it (PEM, -----BEGIN PRIVATE KEY-----)");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("the private key is not Base64");
        }
        if (!block.group(1).equals("PRIVATE KEY")) {
            bytes = sequence(VERSION, algorithm(publicKey), element(OCTETS, bytes));
        }
        PrivateKey key =
                KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        if (!belong(key, publicKey)) {
            throw new GeneralSecurityException("the private key is not that of the certificate");
        }
        return key;
    }

    private static boolean belong(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> publicKey.getAlgorithm(); // EdDSA
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(VERSION);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(VERSION);
        return signature.verify(signed);
    }

    /** A public key is the sequence of its algorithm and its bits: the first of the two. */
    private static byte[] algorithm(PublicKey publicKey) {
        ByteBuffer encoded = ByteBuffer.wrap(publicKey.getEncoded());
        contents(encoded);
        int start = encoded.position();
        int length = contents(encoded);
        byte[] algorithm = new byte[encoded.position() - start + length];
        encoded.position(start).get(algorithm);
        return algorithm;
    }

    /** Goes to the contents of the element that begins here, and answers their length. */
    private static int contents(ByteBuffer der) {
        der.get();
        int length = Byte.toUnsignedInt(der.get());
        if (length < LONG_FORM) {
            return length;
        }
        byte[] bytes = new byte[length - LONG_FORM];
        der.get(bytes);
        return new BigInteger(1, bytes).intValueExact();
    }

    private static byte[] sequence(byte[]... elements) {
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        for (byte[] element : elements) {
            contents.writeBytes(element);
        }
        return element(SEQUENCE, contents.toByteArray());
    }

    private static byte[] element(int tag, byte[] contents) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (contents.length < LONG_FORM) {
            der.write(contents.length);
        } else {
            byte[] length = BigInteger.valueOf(contents.length).toByteArray();
            int skipped = length[0] == 0 ? 1 : 0;
            der.write(LONG_FORM + length.length - skipped);
            der.write(length, skipped, length.length - skipped);
        }
        der.writeBytes(contents);
        return der.toByteArray();
    }
}
