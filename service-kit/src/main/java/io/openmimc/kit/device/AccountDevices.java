package io.openmimc.kit.device;

import java.util.List;

/**
 * What the registry knows of one account.
 *
 * @param complete whether devices that were last connected before Redis lost its contents are among them
 * @param devices in no order
 */
public record AccountDevices(long uuid, boolean complete, List<Device> devices) {}
