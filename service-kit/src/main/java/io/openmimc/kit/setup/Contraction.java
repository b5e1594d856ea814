package io.openmimc.kit.setup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A migration that takes something away. Its file says which release was the last to need that:
 * {@code V9__contract_after_0_2_drop_old_names.sql}. So a process that is too old for a schema can tell.
 *
 * @param file its name, as the store keeps it
 * @param major of the last release that needs what goes
 * @param minor of the same
 */
public record Contraction(String file, int major, int minor) {
    private static final Pattern NAME = Pattern.compile("V\\d+__contract_after_(\\d{1,4})_(\\d{1,4})_\\w+\\.(sql|cql)");
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

    /** Empty for a migration that only adds. */
    public static Optional<Contraction> of(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches()
                ? Optional.of(new Contraction(file, Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    /** Whether a release, like {@code 0.2.1}, needs what is gone; false for a text that is no release. */
    public boolean hits(String release) {
        Matcher mine = RELEASE.matcher(release);
        if (!mine.matches()) {
            return false;
        }
        int myMajor = Integer.parseInt(mine.group(1));
        return myMajor < major || (myMajor == major && Integer.parseInt(mine.group(2)) <= minor);
    }

    /** What people are told. */
    public String refusal(String release) {
        return file + " took away what releases up to " + major + "." + minor + " need, this is " + release
                + ": run a newer one";
    }
}
