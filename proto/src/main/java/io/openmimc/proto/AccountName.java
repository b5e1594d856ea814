package io.openmimc.proto;

/** What an account may be called: 1 to 128 characters (code points) of any Unicode but control characters. */
public final class AccountName {
    public static final int MAX_CHARACTERS = 128;

    private AccountName() {}

    /**
     * @param field the name of the field it came in, for the message
     * @return the same account
     * @throws ImException BAD_REQUEST, naming the field and what is wrong
     */
    public static String check(String field, @org.jspecify.annotations.Nullable String account) {
        if (account == null || account.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": missing");
        }
        if (account.length() > 2 * MAX_CHARACTERS || account.codePointCount(0, account.length()) > MAX_CHARACTERS) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": longer than " + MAX_CHARACTERS + " characters");
        }
        account.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                throw new ImException(ErrorCode.BAD_REQUEST, field + ": has a control character");
            }
            // A lone half of a pair cannot be written as UTF-8, so it would come back as another account.
            if (Character.getType(c) == Character.SURROGATE) {
                throw new ImException(ErrorCode.BAD_REQUEST, field + ": is not well-formed Unicode");
            }
        });
        return account;
    }
}
