package io.openmimc.bench.scale;

import io.openmimc.bench.BenchException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

/** What a sizing reckons with, by name. */
public final class Constants {
    private static final String FILE = "scale.properties";

    private final Map<String, Constant> byName;

    private Constants(Map<String, Constant> byName) {
        this.byName = byName;
    }

    /** Those that come with the tool. */
    public static Constants builtIn() {
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Constants.class.getResourceAsStream(FILE)), StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws BenchException where a line is not {@code name = value | unit | origin | how} */
    static Constants read(Reader reader) throws IOException {
        Map<String, Constant> all = new TreeMap<>();
        properties(reader).forEach((name, text) -> all.put(name, Constant.parse(name, text)));
        return new Constants(all);
    }

    /**
     * With the values of a file of lines {@code name = value}; whole lines of {@code scale.properties} are taken, too.
     *
     * @throws BenchException where it cannot be read, or names what there is not
     */
    public Constants with(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Constants all = this;
            for (Map.Entry<String, String> line : properties(reader).entrySet()) {
                all = line.getValue().contains("|")
                        ? all.replaced(Constant.parse(line.getKey(), line.getValue()))
                        : all.with(line.getKey(), line.getValue());
            }
            return all;
        } catch (IOException | IllegalArgumentException e) { // the latter for an escape that is none
            throw new BenchException("--constants: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * With another value for one.
     *
     * @throws BenchException where there is no such constant, or the value is no number
     */
    public Constants with(String name, String value) {
        return replaced(constant(name).given(value));
    }

    private Constants replaced(Constant constant) {
        constant(constant.name()); // one that nothing reckons with is a slip of the pen
        Map<String, Constant> all = new TreeMap<>(byName);
        all.put(constant.name(), constant);
        return new Constants(all);
    }

    private Constant constant(String name) {
        Constant constant = byName.get(name);
        if (constant == null) {
            throw new BenchException("There is no constant " + name + "; scale.properties lists those that there are.");
        }
        return constant;
    }

    /**
     * The value of one.
     *
     * @throws BenchException where it is missing, which is not the same as unmeasured
     */
    public Quantity get(String name) {
        return constant(name).quantity();
    }

    /** All of them, by name. */
    public List<Constant> all() {
        return List.copyOf(byName.values());
    }

    private static Map<String, String> properties(Reader reader) throws IOException {
        Properties properties = new Properties();
        properties.load(reader);
        Map<String, String> sorted = new TreeMap<>();
        properties.forEach((name, text) -> sorted.put((String) name, ((String) text).strip()));
        return sorted;
    }
}
