package io.openmimc.kit.setup;

import java.util.List;

/** Something that a service needs in a store. Every bean of this type is made, or waited for, by {@link Setup}. */
public interface Provision {
    /** What it is and where, for people: {@code schema account in PostgreSQL}. */
    String name();

    /**
     * Makes what is missing, and leaves alone what is there. Blocks. Several processes may be at it at once, and one that died
     * in the middle leaves nothing that hinders the next.
     *
     * @return what was made, and what was found other than it is set; a line each
     * @throws SetupException if trying again is of no use
     * @throws RuntimeException while the store does not answer
     */
    List<String> make();

    /**
     * What is not there yet, a line each; empty: the service can work. Blocks.
     *
     * @throws RuntimeException while the store does not answer
     */
    List<String> missing();
}
