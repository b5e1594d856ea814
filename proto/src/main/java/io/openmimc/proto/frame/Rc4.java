package io.openmimc.proto.frame;

/**
 * Textbook RC4 with a fresh state for every call and no dropped key stream: what old clients speak. It is compatibility,
 * not protection. The JDK's ARCFOUR limits key lengths and may be switched off by policy, hence these few lines.
 */
public final class Rc4 {
    private Rc4() {}

    /** Encrypts or decrypts a copy of {@code data}. */
    public static byte[] apply(byte[] key, byte[] data) {
        byte[] out = data.clone();
        applyInPlace(key, out, 0, out.length);
        return out;
    }

    /**
     * Encrypts or decrypts {@code length} bytes of {@code data} from {@code offset} where they stand.
     *
     * @param key at least one byte; beyond 256 bytes the rest is ignored, as in every textbook implementation
     */
    public static void applyInPlace(byte[] key, byte[] data, int offset, int length) {
        // As int: bytes would have to be widened at every step.
        int[] state = new int[256];
        for (int i = 0; i < 256; i++) {
            state[i] = i;
        }
        int j = 0;
        for (int i = 0, k = 0; i < 256; i++) {
            int s = state[i];
            j = (j + s + key[k]) & 0xff;
            state[i] = state[j];
            state[j] = s;
            if (++k == key.length) {
                k = 0;
            }
        }
        j = 0;
        int i = 0;
        for (int n = offset; n < offset + length; n++) {
            i = (i + 1) & 0xff;
            int s = state[i];
            j = (j + s) & 0xff;
            int t = state[j];
            state[i] = t;
            state[j] = s;
            data[n] ^= (byte) state[(s + t) & 0xff];
        }
    }
}
