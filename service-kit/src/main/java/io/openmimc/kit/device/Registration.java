package io.openmimc.kit.device;

import java.util.List;

/**
 * What a login found.
 *
 * @param login the new login as it was registered; its {@code loginMs} may have been moved past an older login's
 * @param displaced logins of the same resource that are served no more: none or one
 * @param others connected devices of the account with other resources
 */
public record Registration(Login login, List<Login> displaced, List<Device> others) {}
