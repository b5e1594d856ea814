package io.openmimc.gateway.accept;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;

/** What a message must look like; each check throws {@link ImException}. */
final class SubmissionCheck {
    /** Enough for every SDK's prefix and counter; the id is part of a key in Redis. */
    static final int MAX_PACKET_ID = 256;

    static final int MAX_BIZ_TYPE = 256;

    private SubmissionCheck() {}

    /** Checks all that needs no settings. */
    static void form(Submission submission) {
        if (submission.packetId().isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, "packetId: missing");
        }
        bounded("packetId", submission.packetId(), MAX_PACKET_ID);
        bounded("bizType", submission.bizType(), MAX_BIZ_TYPE);
        submission.to().check();
        if (submission.payload().isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, "payload: empty");
        }
    }

    static void size(Submission submission, AppSettings app) {
        int max = app.getLimits().getMaxPayloadBytes();
        if (submission.payload().size() > max) {
            throw new ImException(
                    ErrorCode.TOO_LARGE,
                    "payload: " + submission.payload().size() + " bytes, at most " + max + " are allowed");
        }
    }

    private static void bounded(String field, String value, int max) {
        if (value.length() > max) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": longer than " + max + " characters");
        }
    }
}
