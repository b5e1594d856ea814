package io.openmimc.proto.contract;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import java.util.List;
import java.util.Set;

/** The numbers and names that a message or an enum never gives again. */
record Reserved(List<Range> numbers, Set<String> names) {
    /** Both ends are in it. */
    record Range(int first, int last) {
        boolean contains(Range other) {
            return first <= other.first && other.last <= last;
        }
    }

    static Reserved of(DescriptorProto message) {
        List<Range> numbers = message.getReservedRangeList().stream()
                .map(range -> new Range(range.getStart(), range.getEnd() - 1)) // of messages it is the one after
                .toList();
        return new Reserved(numbers, Set.copyOf(message.getReservedNameList()));
    }

    static Reserved of(EnumDescriptorProto values) {
        List<Range> numbers = values.getReservedRangeList().stream()
                .map(range -> new Range(range.getStart(), range.getEnd()))
                .toList();
        return new Reserved(numbers, Set.copyOf(values.getReservedNameList()));
    }

    boolean has(int number, String name) {
        return covers(new Range(number, number)) && names.contains(name);
    }

    boolean covers(Reserved other) {
        return other.numbers.stream().allMatch(this::covers) && names.containsAll(other.names);
    }

    private boolean covers(Range range) {
        return numbers.stream().anyMatch(mine -> mine.contains(range));
    }
}
