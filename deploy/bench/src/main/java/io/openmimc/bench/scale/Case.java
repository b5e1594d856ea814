package io.openmimc.bench.scale;

/** What is reckoned with: a demand, constants, and which of the costs. */
record Case(Demand demand, Constants constants, Costs costs) {
    static final double SECONDS_PER_DAY = 86_400;
    static final double DAYS_PER_MONTH = 30;
    static final double GIGABYTE = 1e9;
    private static final double MICROS = 1e6;

    Quantity get(String constant) {
        return constants.get(constant);
    }

    /** Cores that are busy with so many messages a second in a process. */
    Quantity busy(String process, double messages) {
        return cores(get(costs.prefix() + "." + process).times(messages));
    }

    /**
     * @param micros of processor time a second
     */
    static Quantity cores(Quantity micros) {
        return micros.times(1 / MICROS);
    }

    /** Cores there must be for so many that are busy: some to spare, and a zone may be lost. */
    Quantity withHeadroom(Quantity busy) {
        return busy.times(demand.headroom());
    }

    /** Bytes that a payload has more than that of the measurements, or less. */
    Quantity beyondMeasured() {
        return Quantity.of(demand.payloadBytes()).plus(get("measured.payload").times(-1));
    }

    /** Bytes kept in copies, for days, of so many a second at the busiest moment. */
    Quantity kept(Quantity bytesPerSecond, String days) {
        return bytesPerSecond
                .times(get("mean.share"))
                .times(get(days))
                .times(SECONDS_PER_DAY)
                .times(get("replication"));
    }
}
