package io.openmimc.gateway.connection;

import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.ClientHeader.Direction;

/**
 * Headers of packets to clients. Always built afresh: one SDK sums a copy that it serialises again, so a field that the
 * client sent and we do not know must not be echoed. docs/wire-protocol.md 4, 5.
 */
public final class Headers {
    public static final int CHANNEL = 9;
    private static final String SERVER = "xiaomi.com";
    private static final int PLAIN = 0;
    private static final int RC4 = 1;

    private Headers() {}

    /** The answer to a CONN, which names nobody yet. */
    public static ClientHeader introduction(ClientHeader request) {
        ClientHeader.Builder header =
                ClientHeader.newBuilder().setServer(SERVER).setCmd("CONN").setDirFlag(Direction.SC_RESP);
        if (request.hasId()) {
            header.setId(request.getId());
        }
        return header.build();
    }

    /** The answer to a packet, under the same id and identity as it came. */
    public static ClientHeader answer(Transport transport, ClientHeader request) {
        return header(transport, request.getUuid(), request.getResource(), request.getCmd(), request.getId())
                .setDirFlag(Direction.SC_RESP)
                .build();
    }

    /** A KICK.
     *
     * @param id short printable ASCII */
    public static ClientHeader kick(Transport transport, long uuid, String resource, String id) {
        return header(transport, uuid, resource, "KICK", id)
                .setDirFlag(Direction.SC_ONEWAY)
                .build();
    }

    /** A SECMSG.
     *
     * @param id short printable ASCII: part of the key of the payload */
    public static ClientHeader message(long uuid, String resource, String id) {
        return ClientHeader.newBuilder()
                .setChid(CHANNEL)
                .setUuid(uuid)
                .setServer(SERVER)
                .setResource(resource)
                .setCmd("SECMSG")
                .setId(id)
                .setDirFlag(Direction.SC_ONEWAY)
                .setCipher(RC4)
                .build();
    }

    private static ClientHeader.Builder header(
            Transport transport, long uuid, String resource, String command, String id) {
        ClientHeader.Builder header = ClientHeader.newBuilder()
                .setChid(CHANNEL)
                .setUuid(uuid)
                .setServer(SERVER)
                .setResource(resource)
                .setCmd(command)
                .setId(id);
        if (transport == Transport.TCP) {
            header.setCipher(PLAIN);
        }
        return header;
    }
}
