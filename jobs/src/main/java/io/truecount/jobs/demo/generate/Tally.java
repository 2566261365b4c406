package io.truecount.jobs.demo.generate;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the generator knows of one source: how each of its records must come out of ingest. */
final class Tally {
  enum Fate {
    ACCEPTED,
    DUPLICATE,
    CONFLICT,
    QUARANTINED
  }

  private final Map<Fate, AtomicLong> counts = new EnumMap<>(Fate.class);

  Tally() {
    for (Fate fate : Fate.values()) {
      counts.put(fate, new AtomicLong());
    }
  }

  void add(Fate fate) {
    cell(fate).incrementAndGet();
  }

  long of(Fate fate) {
    return cell(fate).get();
  }

  long read() {
    return counts.values().stream().mapToLong(AtomicLong::get).sum();
  }

  private AtomicLong cell(Fate fate) {
    return requireNonNull(counts.get(fate));
  }
}
