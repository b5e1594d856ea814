package io.openmimc.topic.topic;

import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may set of a topic. Absent fields stay as they are.
 *
 * @param ownerAccount of a member
 * @param topicName 1 to 256 characters, no control characters
 * @param bulletin up to 4,096 characters, of control characters only tabs and line breaks
 */
public record TopicFields(@Nullable String ownerAccount, @Nullable String topicName, @Nullable String bulletin) {

    private static final int MAX_NAME = 256;
    private static final int MAX_BULLETIN = 4_096;
    private static final String BULLETIN_CONTROLS = "\t\r\n";

    /** @throws ImException BAD_REQUEST if nothing is given, or naming the first field that is wrong */
    TopicFields checked() {
        if (ownerAccount == null && topicName == null && bulletin == null) {
            throw new ImException(
                    ErrorCode.BAD_REQUEST, "body: has none of ownerAccount, topicName and bulletin, nothing to change");
        }
        if (ownerAccount != null) {
            AccountName.check("ownerAccount", ownerAccount);
        }
        if (topicName != null) {
            checkName(topicName);
        }
        if (bulletin != null && !bulletin.isEmpty()) {
            readable("bulletin", Fields.text("bulletin", bulletin, MAX_BULLETIN), BULLETIN_CONTROLS);
        }
        return this;
    }

    /** @throws ImException BAD_REQUEST */
    static String checkName(@Nullable String topicName) {
        return readable("topicName", Fields.text("topicName", topicName, MAX_NAME), "");
    }

    private static String readable(String field, String text, String allowedControls) {
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) && allowedControls.indexOf(c) < 0) {
                throw new ImException(ErrorCode.BAD_REQUEST, field + ": has a control character");
            }
            if (Character.getType(c) == Character.SURROGATE) {
                throw new ImException(ErrorCode.BAD_REQUEST, field + ": is not well-formed Unicode");
            }
        });
        return text;
    }
}
