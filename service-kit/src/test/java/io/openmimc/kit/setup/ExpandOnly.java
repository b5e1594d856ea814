package io.openmimc.kit.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processes of the last release go on while, and after, the tables are brought up to date: a migration may only add. What takes
 * something away comes a release after the last one that needs it, in a file that says so in its name ({@link Contraction}) and in a
 * line of its own: {@code -- Last needed by release 0.2.}
 */
final class ExpandOnly {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE;
    private static final Pattern SAYS_SO = Pattern.compile("(?m)^-- Last needed by release (\\d+)\\.(\\d+)\\.$");

    private static final List<Pattern> DESTRUCTIVE = Stream.of(
                    "\\bDROP\\b",
                    "\\bRENAME\\b",
                    "\\bTRUNCATE\\b",
                    "\\bDELETE FROM\\b",
                    "\\bREVOKE\\b",
                    "\\bOR REPLACE\\b",
                    "\\bSET SCHEMA\\b",
                    "\\bALTER (COLUMN )?\\w+ (SET DATA )?TYPE\\b")
            .map(pattern -> Pattern.compile(pattern, FLAGS))
            .toList();

    /** What old processes write could be refused, unless nobody can have written to the table yet. */
    private static final List<Pattern> STRICTER = Stream.of(
                    "^ALTER TABLE (?:ONLY )?(\\S+) .*\\bSET NOT NULL\\b",
                    "^ALTER TABLE (?:ONLY )?(\\S+) .*\\bADD (?:CONSTRAINT|CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY|EXCLUDE)\\b",
                    "^CREATE UNIQUE INDEX .*? ON (?:ONLY )?(\\S+)")
            .map(pattern -> Pattern.compile(pattern, FLAGS))
            .toList();

    private static final Pattern ALTERED = Pattern.compile("^ALTER TABLE (?:ONLY )?(\\S+) (.*)$", FLAGS);
    private static final Pattern ADDED = Pattern.compile("\\bADD (?:COLUMN )?(?:IF NOT EXISTS )?\\w+ [^,]*", FLAGS);
    private static final Pattern CREATED = Pattern.compile("^CREATE TABLE (?:IF NOT EXISTS )?(\\w+)", FLAGS);

    /** Both can be repeated, and Migrations puts the keyspace into them. */
    private static final Pattern CQL =
            Pattern.compile("CREATE TABLE IF NOT EXISTS \\w+ .*|ALTER TABLE \\w+ (ADD IF NOT EXISTS|WITH) .*");

    private final MigrationFile file;
    private final List<String> statements;
    private final List<String> created;

    private ExpandOnly(MigrationFile file) {
        this.file = file;
        this.statements = file.statements();
        this.created = statements.stream()
                .map(CREATED::matcher)
                .filter(Matcher::find)
                .map(table -> table.group(1))
                .toList();
    }

    /** Why it may not be released, a line each. */
    static List<String> objections(MigrationFile file) {
        return new ExpandOnly(file).objections();
    }

    private List<String> objections() {
        List<String> found = new ArrayList<>();
        Optional<Contraction> name = Contraction.of(file.name());
        Matcher line = SAYS_SO.matcher(file.text());
        boolean saysSo = line.find();
        if (name.isPresent() != saysSo) {
            found.add(file.path()
                    + ": a file that takes away has both the name V<n>__contract_after_<major>_<minor>_<what> and"
                    + " the line \"-- Last needed by release <major>.<minor>.\"");
        } else if (name.isPresent()) {
            Contraction said =
                    new Contraction(file.name(), Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2)));
            return said.equals(name.get())
                    ? List.of()
                    : List.of(file.path() + ": its name and its line say other releases");
        }
        statements.forEach(statement ->
                objection(statement).ifPresent(why -> found.add(file.path() + ": " + why + ": " + statement)));
        return found;
    }

    private Optional<String> objection(String statement) {
        if (file.cql()) {
            return CQL.matcher(statement).matches()
                    ? Optional.empty()
                    : Optional.of(
                            "CQL that only adds and can be repeated is CREATE TABLE IF NOT EXISTS or ALTER TABLE … ADD IF"
                                    + " NOT EXISTS");
        }
        if (DESTRUCTIVE.stream().anyMatch(pattern -> pattern.matcher(statement).find())) {
            return Optional.of("takes away what processes of the last release may need");
        }
        for (Pattern pattern : STRICTER) {
            Matcher stricter = pattern.matcher(statement);
            if (stricter.find() && !isNew(stricter.group(1))) {
                return Optional.of("refuses what processes of the last release may write");
            }
        }
        Matcher altered = ALTERED.matcher(statement);
        if (altered.find() && !isNew(altered.group(1)) && lacksDefault(altered.group(2))) {
            return Optional.of(
                    "a new column that must be set needs a default, which processes of the last release do not know");
        }
        return Optional.empty();
    }

    private boolean isNew(String table) {
        return created.contains(table.replaceAll("[^\\w].*$", ""));
    }

    private static boolean lacksDefault(String changes) {
        return ADDED.matcher(changes)
                .results()
                .map(result -> result.group().toUpperCase(java.util.Locale.ROOT))
                .anyMatch(column -> (column.contains("NOT NULL") || column.contains("PRIMARY KEY"))
                        && !column.contains("DEFAULT")
                        && !column.contains("GENERATED"));
    }
}
