package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Program;
import io.openmimc.local.service.Replicas;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code up} was asked for.
 *
 * @param replicas such as {@code gateway=2,history=2}; empty for one process of each service
 * @param storesOnly whether the services and the edge are left out
 * @param listen the address of this machine that stores are bound to and tell their clients
 */
public record Start(String replicas, boolean storesOnly, String listen) {
    /** All of it, one process each, reached from this machine only. */
    public static final Start USUAL = new Start("", false, Program.LOOPBACK);

    private static final String ANY = "0.0.0.0";

    /**
     * Looks at it before anything is started.
     *
     * @throws StackException with a sentence about what does not fit together, or is no address of this machine
     */
    public void check() {
        replicasOrNone();
        if (storesOnly && !replicas.isEmpty()) {
            throw new StackException("--stores starts no service, so --replicas has nothing to say with it.");
        }
        if (!storesOnly && !listen.equals(Program.LOOPBACK)) {
            throw new StackException("--listen is for --stores: the services of this stack reach the stores at "
                    + Program.LOOPBACK + ", and nobody else is to.");
        }
        if (!isHere(listen)) {
            throw new StackException("--listen " + listen
                    + " is no IPv4 address of this machine that others reach. It has " + addresses() + ".");
        }
    }

    Replicas replicasOrNone() {
        return replicas.isEmpty() ? Replicas.NONE : Replicas.parse(replicas);
    }

    private static boolean isHere(String address) {
        try {
            // Digits only: a name would be looked up, and stores tell their clients what stands here.
            return address.matches("\\d{1,3}(\\.\\d{1,3}){3}")
                    && !address.equals(ANY)
                    && NetworkInterface.getByInetAddress(InetAddress.getByName(address)) != null;
        } catch (UnknownHostException | SocketException e) {
            return false;
        }
    }

    private static String addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .filter(address -> !address.contains(":"))
                    .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "addresses that cannot be listed (" + e.getMessage() + ")";
        }
    }

    /** Read again by {@link #of}. */
    public List<String> toArguments() {
        List<String> all = new ArrayList<>(List.of(replicas, listen));
        if (storesOnly) {
            all.add("stores");
        }
        return all;
    }

    static Start of(List<String> arguments) {
        return arguments.size() < 2 ? USUAL : new Start(arguments.get(0), arguments.size() > 2, arguments.get(1));
    }
}
