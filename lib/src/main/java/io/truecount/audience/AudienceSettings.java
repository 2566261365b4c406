package io.truecount.audience;

import static java.util.Objects.requireNonNull;

import io.truecount.config.ChecksConfig;
import io.truecount.config.Severity;
import java.util.Optional;

/**
 * What an audience says of itself besides its condition. It changes no member, and so is no part of
 * the definition's hash.
 */
public record AudienceSettings(Optional<Holdout> holdout, SizeLimits size) {
  public static final AudienceSettings NONE =
      new AudienceSettings(
          Optional.empty(), new SizeLimits(Optional.empty(), Optional.empty(), Optional.empty()));

  public AudienceSettings {
    requireNonNull(holdout);
    requireNonNull(size);
  }

  /** How much the size may change from release to release, where it differs from the project's. */
  public record SizeLimits(
      Optional<Double> maxChange, Optional<Long> minSize, Optional<Severity> severity) {
    public SizeLimits {
      requireNonNull(maxChange);
      requireNonNull(minSize);
      requireNonNull(severity);
    }

    /** These limits, with the project's where the audience says nothing. */
    public ChecksConfig.AudienceSize over(ChecksConfig.AudienceSize project) {
      return new ChecksConfig.AudienceSize(
          maxChange.orElse(project.maxChange()),
          minSize.orElse(project.minSize()),
          severity.orElse(project.severity()));
    }
  }
}
