package io.openmimc.topic.caller;

import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that a call names in one text, separated by commas. A name given twice counts once; empty ones, as after a
 * comma at the end, name nobody. Spaces around a name are refused: names are exact, so {@code "a, b"} would name an account
 * that is called {@code " b"}.
 */
public final class AccountList {
    private static final String FIELD = "accounts";

    private AccountList() {}

    /**
     * The names in their order, perhaps none.
     *
     * @throws ImException BAD_REQUEST if the text is missing or a name is none
     */
    public static Set<String> parse(@Nullable String text) {
        if (text == null) {
            throw new ImException(ErrorCode.BAD_REQUEST, FIELD + ": missing");
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split(",", -1)) {
            if (!name.isEmpty()) {
                names.add(check(name));
            }
        }
        return names;
    }

    /**
     * As {@link #parse}, for calls that are about somebody.
     *
     * @throws ImException BAD_REQUEST also if nobody is named
     */
    public static Set<String> parseSome(@Nullable String text) {
        Set<String> names = parse(text);
        if (names.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, FIELD + ": names nobody");
        }
        return names;
    }

    private static String check(String name) {
        if (!name.strip().equals(name)) {
            throw new ImException(ErrorCode.BAD_REQUEST, FIELD + ": a name has spaces around it");
        }
        return AccountName.check(FIELD, name);
    }
}
