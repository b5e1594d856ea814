package io.openmimc.account.token;

import io.openmimc.kit.token.DeploymentSecret;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts private keys at rest: AES-256-GCM under a key derived from the deployment secret. */
@Singleton
class KeyCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    KeyCipher(DeploymentSecret secret) {
        this.key = new SecretKeySpec(secret.derive("signing-keys"), "AES");
    }

    /** Nonce and ciphertext. The id is authenticated with it, so no row can be passed off as another. */
    byte[] encrypt(String keyId, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, keyId).doFinal(plain);
            return ByteBuffer.allocate(nonce.length + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks AES-GCM", e); // every JRE must have it
        }
    }

    /** @throws IllegalStateException if the deployment secret is another than the one it was encrypted under */
    byte[] decrypt(String keyId, byte[] encrypted) {
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer in = ByteBuffer.wrap(encrypted).get(nonce);
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, keyId).doFinal(rest);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "signing key " + keyId
                            + " was encrypted under another OPENMIMC_SECRET; start with that one, or delete"
                            + " the rows of account.signing_keys, which ends all tokens",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks AES-GCM", e); // every JRE must have it
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String keyId) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(keyId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
