package io.openmimc.bench;

/**
 * How much of it.
 *
 * @param rate messages a second; of {@code connect} logins, of {@code history} queries
 * @param seconds that are measured
 * @param warmUpSeconds of the same load before, not measured
 * @param users devices, each of an account of its own; of {@code connect} connections, of {@code group} members
 * @param sizeBytes of a payload
 * @param threads event loops of the generator
 * @param fill conversations that are stored before the run, in thousands
 * @param limit messages a second that the large app of {@code two-apps} may send
 */
public record Load(
        double rate, int seconds, int warmUpSeconds, int users, int sizeBytes, int threads, int fill, int limit) {
    /** The same at another rate. */
    public Load at(double another) {
        return new Load(another, seconds, warmUpSeconds, users, sizeBytes, threads, fill, limit);
    }
}
