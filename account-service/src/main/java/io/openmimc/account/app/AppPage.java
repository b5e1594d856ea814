package io.openmimc.account.app;

import io.openmimc.kit.rest.JsonId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Apps in the order of their ids.
 *
 * @param next what to send as {@code after} for the next page; null: this is the last one
 */
public record AppPage(List<AppView> apps, @JsonId @Nullable Long next) {}
