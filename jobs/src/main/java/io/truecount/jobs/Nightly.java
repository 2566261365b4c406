package io.truecount.jobs;

import java.util.List;

/** The steps of the nightly, in order. */
final class Nightly {
  static final List<Step> STEPS =
      List.of(
          new IngestJob(),
          new ResolveJob(),
          new CustomersJob(),
          new ModelsJob(),
          new MetricsJob(),
          new AudiencesJob(),
          new CheckJob(),
          new PublishJob());

  private Nightly() {}
}
