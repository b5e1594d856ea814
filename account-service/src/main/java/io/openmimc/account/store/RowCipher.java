package io.openmimc.account.store;

import io.openmimc.kit.token.DeploymentSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts secrets at rest: AES-256-GCM under a key derived from the deployment secret. */
public final class RowCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String what;
    private final String remedy;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param purpose no two kinds of rows have the same
     * @param what the kind of rows, for messages
     * @param remedy what an operator can do who has lost the deployment secret
     */
    public RowCipher(DeploymentSecret secret, String purpose, String what, String remedy) {
        this.key = new SecretKeySpec(secret.derive(purpose), "AES");
        this.what = what;
        this.remedy = remedy;
    }

    /** Nonce and ciphertext. The id is authenticated with it, so no row can be passed off as another. */
    public byte[] encrypt(String rowId, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, rowId).doFinal(plain);
            return ByteBuffer.allocate(nonce.length + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks AES-GCM", e); // every JRE must have it
        }
    }

    /** @throws IllegalStateException if the deployment secret is another than the one it was encrypted under */
    public byte[] decrypt(String rowId, byte[] encrypted) {
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer in = ByteBuffer.wrap(encrypted).get(nonce);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, rowId).doFinal(rest);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    what + " " + rowId + " was encrypted under another OPENMIMC_SECRET; start with that one, or "
                            + remedy,
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks AES-GCM", e); // every JRE must have it
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String rowId) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(rowId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
