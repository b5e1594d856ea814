package io.openmimc.local.demo;

import java.io.PrintStream;

/** What the demo tells while it goes on. */
final class Transcript {
    private static final int TIME_COLUMN = 62;
    private static final double NANOS_PER_MS = 1_000_000.0;

    private final PrintStream out;
    private int chapters;

    Transcript(PrintStream out) {
        this.out = out;
    }

    void line(String text) {
        out.println(text);
    }

    void chapter(String title) {
        chapters++;
        out.println();
        out.println(chapters + ". " + title);
    }

    /** A step and how long it took. */
    void step(String text, long nanos) {
        step(text, ms(nanos));
    }

    /** A step and what is to say of it, in a column of its own. */
    void step(String text, String detail) {
        // East Asian characters and emoji take two columns of a terminal.
        int width = text.codePoints().map(c -> c >= 0x2E80 ? 2 : 1).sum();
        out.println("   " + text + " ".repeat(Math.max(2, TIME_COLUMN - width)) + detail);
    }

    static String ms(long nanos) {
        return String.format("%.1f ms", nanos / NANOS_PER_MS);
    }
}
