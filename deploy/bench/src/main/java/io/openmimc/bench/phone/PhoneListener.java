package io.openmimc.bench.phone;

/** Is told what a phone gets, on its event loop: be quick. */
public interface PhoneListener {
    /**
     * The answer to a message.
     *
     * @param code 0 where the server has it
     * @param reason what it says where it has not
     */
    void answered(String packetId, int code, String reason, long nowNanos);

    /** A message arrived. */
    void arrived(Phone phone, byte[] payload, long nowNanos);

    /** The connection ended, which nobody asked for. */
    void gone(Phone phone, String reason);
}
