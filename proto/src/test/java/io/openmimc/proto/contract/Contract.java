package io.openmimc.proto.contract;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The messages, enums and services of some .proto files, by their full names. */
record Contract(
        Map<String, Message> messages,
        Map<String, EnumDescriptorProto> enums,
        Map<String, ServiceDescriptorProto> services) {

    /** @param syntax of its file: it decides about presence and packing */
    record Message(DescriptorProto definition, String syntax) {}

    static Contract of(FileDescriptorSet files) {
        return of(files.getFileList());
    }

    static Contract of(List<FileDescriptorProto> files) {
        Contract contract = new Contract(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        files.forEach(contract::add);
        return contract;
    }

    private void add(FileDescriptorProto file) {
        String in = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
        file.getMessageTypeList().forEach(message -> add(in, message, file.getSyntax()));
        file.getEnumTypeList().forEach(each -> enums.put(in + each.getName(), each));
        file.getServiceList().forEach(service -> services.put(in + service.getName(), service));
    }

    private void add(String in, DescriptorProto message, String syntax) {
        String name = in + message.getName();
        messages.put(name, new Message(message, syntax));
        message.getNestedTypeList().forEach(nested -> add(name + ".", nested, syntax));
        message.getEnumTypeList().forEach(each -> enums.put(name + "." + each.getName(), each));
    }
}
