package io.openmimc.local.store;

import java.io.IOException;
import java.nio.file.Path;

/** What the stores that are Java programs share. */
final class Jvm {
    private Jvm() {}

    /** The java of the JDK that this runs on. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The class path that the build resolved for {@code store}, apart from ours. */
    static String classPath(String store) throws IOException {
        return Texts.read(store + "/class-path.txt").strip();
    }
}
