package io.openmimc.proto.contract;

import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What would not work between a process of the last release and one of the next, which run side by side during an upgrade.
 * Things may be added. What goes must be deprecated in the last release, so that nobody needs it any more, and what had a
 * number must leave it reserved.
 */
final class Breaks {
    private final Contract before;
    private final Contract after;
    private final List<String> found = new ArrayList<>();

    private Breaks(Contract before, Contract after) {
        this.before = before;
        this.after = after;
    }

    /** One line each; empty: they get on with each other. */
    static List<String> between(Contract before, Contract after) {
        Breaks breaks = new Breaks(before, after);
        breaks.compare();
        return breaks.found;
    }

    private void compare() {
        before.messages().forEach((name, old) -> {
            Contract.Message now = after.messages().get(name);
            if (now == null) {
                gone("message " + name, old.definition().getOptions().getDeprecated());
                return;
            }
            same(name, "syntax", old.syntax(), now.syntax());
            compare(name, old, now);
        });
        before.enums().forEach((name, old) -> {
            EnumDescriptorProto now = after.enums().get(name);
            if (now == null) {
                gone("enum " + name, old.getOptions().getDeprecated());
            } else {
                compare(name, old, now);
            }
        });
        before.services().forEach((name, old) -> {
            ServiceDescriptorProto now = after.services().get(name);
            if (now == null) {
                gone("service " + name, old.getOptions().getDeprecated());
            } else {
                compare(name, old, now);
            }
        });
    }

    private void compare(String message, Contract.Message old, Contract.Message now) {
        Map<Integer, FieldDescriptorProto> fields =
                by(FieldDescriptorProto::getNumber, now.definition().getFieldList());
        for (FieldDescriptorProto field : old.definition().getFieldList()) {
            String name = message + "." + field.getName() + " = " + field.getNumber();
            FieldDescriptorProto kept = fields.get(field.getNumber());
            if (kept == null) {
                Reserved reserved = Reserved.of(now.definition());
                goneWithNumber(
                        "field " + name,
                        field.getOptions().getDeprecated(),
                        reserved.has(field.getNumber(), field.getName()));
            } else {
                new FieldChange(old, field, now, kept).differences().forEach(what -> found.add(name + ": " + what));
            }
        }
        Map<Integer, FieldDescriptorProto> known =
                by(FieldDescriptorProto::getNumber, old.definition().getFieldList());
        now.definition().getFieldList().stream()
                .filter(field -> !known.containsKey(field.getNumber()))
                .filter(field -> field.getLabel() == FieldDescriptorProto.Label.LABEL_REQUIRED)
                .forEach(field -> found.add(message + "." + field.getName() + ": new and required, old ones lack it"));
        freed(message, Reserved.of(old.definition()), Reserved.of(now.definition()));
    }

    private void compare(String name, EnumDescriptorProto old, EnumDescriptorProto now) {
        Map<String, EnumValueDescriptorProto> byName = by(EnumValueDescriptorProto::getName, now.getValueList());
        for (EnumValueDescriptorProto value : old.getValueList()) {
            String what = "value " + name + "." + value.getName() + " = " + value.getNumber();
            EnumValueDescriptorProto kept = byName.get(value.getName());
            if (kept != null) {
                same(what, "number", value.getNumber(), kept.getNumber());
                continue;
            }
            String renamed = now.getValueList().stream()
                    .filter(other -> other.getNumber() == value.getNumber())
                    .map(EnumValueDescriptorProto::getName)
                    .collect(Collectors.joining());
            if (renamed.isEmpty()) {
                goneWithNumber(
                        what,
                        value.getOptions().getDeprecated(),
                        Reserved.of(now).has(value.getNumber(), value.getName()));
            } else {
                found.add(what + ": name changed to " + renamed);
            }
        }
        freed(name, Reserved.of(old), Reserved.of(now));
    }

    private void compare(String service, ServiceDescriptorProto old, ServiceDescriptorProto now) {
        Map<String, MethodDescriptorProto> methods = by(MethodDescriptorProto::getName, now.getMethodList());
        for (MethodDescriptorProto method : old.getMethodList()) {
            String name = "rpc " + service + "/" + method.getName();
            MethodDescriptorProto kept = methods.get(method.getName());
            if (kept == null) {
                gone(name, method.getOptions().getDeprecated());
                continue;
            }
            same(name, "request", method.getInputType(), kept.getInputType());
            same(name, "response", method.getOutputType(), kept.getOutputType());
            same(name, "stream of requests", method.getClientStreaming(), kept.getClientStreaming());
            same(name, "stream of responses", method.getServerStreaming(), kept.getServerStreaming());
        }
    }

    private void freed(String name, Reserved old, Reserved now) {
        if (!now.covers(old)) {
            found.add(
                    name + ": what the last release has reserved is reserved no more: its numbers may be given again");
        }
    }

    private void gone(String what, boolean deprecated) {
        if (!deprecated) {
            found.add(what + ": gone, but the last release does not say deprecated: it may still be in use there");
        }
    }

    private void goneWithNumber(String what, boolean deprecated, boolean reserved) {
        gone(what, deprecated);
        if (!reserved) {
            found.add(what + ": gone, but its number and its name are not reserved");
        }
    }

    private void same(String name, String what, Object old, Object now) {
        if (!old.equals(now)) {
            found.add(name + ": " + what + " changed from " + old + " to " + now);
        }
    }

    private static <K, T> Map<K, T> by(Function<T, K> key, List<T> all) {
        return all.stream().collect(Collectors.toMap(key, Function.identity(), (first, second) -> first));
    }
}
