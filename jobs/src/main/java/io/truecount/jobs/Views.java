package io.truecount.jobs;

import io.truecount.customer.CustomerEvents;
import io.truecount.table.Staging;

/** Makes every table readable by its bare name in SQL, as this run sees it. */
final class Views {
  private Views() {}

  static void register(RunContext context) {
    Staging staging = context.staging();
    for (String table : context.store().tables()) {
      staging.read(table).createOrReplaceTempView(table);
    }
  }
}
