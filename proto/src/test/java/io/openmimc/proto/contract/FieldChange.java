package io.openmimc.proto.contract;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import java.util.ArrayList;
import java.util.List;

/** One field, by its number, as it was and as it is. */
record FieldChange(
        Contract.Message oldMessage,
        FieldDescriptorProto before,
        Contract.Message newMessage,
        FieldDescriptorProto after) {

    /** Each would be read otherwise than it was written, in binary or as JSON. */
    List<String> differences() {
        List<String> found = new ArrayList<>();
        compare(found, "name", before.getName(), after.getName());
        compare(found, "name in JSON", before.getJsonName(), after.getJsonName());
        compare(found, "type", type(before), type(after));
        compare(found, "label", before.getLabel(), after.getLabel());
        compare(found, "presence", before.getProto3Optional(), after.getProto3Optional());
        compare(found, "packing", packed(oldMessage, before), packed(newMessage, after));
        compare(found, "default", before.getDefaultValue(), after.getDefaultValue());
        compare(found, "oneof", oneof(oldMessage, before), oneof(newMessage, after));
        return found;
    }

    private static void compare(List<String> found, String what, Object old, Object now) {
        if (!old.equals(now)) {
            found.add(what + " changed from " + old + " to " + now);
        }
    }

    private static String type(FieldDescriptorProto field) {
        return field.getTypeName().isEmpty() ? field.getType().name() : field.getType() + " " + field.getTypeName();
    }

    private static boolean packed(Contract.Message message, FieldDescriptorProto field) {
        if (field.getLabel() != FieldDescriptorProto.Label.LABEL_REPEATED) {
            return false;
        }
        return field.getOptions().hasPacked()
                ? field.getOptions().getPacked()
                : message.syntax().equals("proto3");
    }

    private static String oneof(Contract.Message message, FieldDescriptorProto field) {
        boolean member = field.hasOneofIndex() && !field.getProto3Optional();
        return member ? message.definition().getOneofDecl(field.getOneofIndex()).getName() : "none";
    }
}
