package io.truecount.quality;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.truecount.config.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far one process has come with a run. It is written before each step, for the next holder of
 * the lease that finds that the process has died.
 *
 * @param done steps that have ended
 * @param current the step that is running; empty after the last
 */
public record Attempt(Run run, List<Ledger.Step> done, Optional<Current> current) {
  /** A step that has begun. */
  public record Current(String step, Instant startedAt) {}

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModules(new JavaTimeModule(), new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  public Attempt {
    requireNonNull(run);
    requireNonNull(current);
    done = List.copyOf(done);
  }

  /** The rows of the runs table when the process has died in its step. */
  List<Ledger.Step> killed() {
    List<Ledger.Step> steps = new ArrayList<>(done);
    current.ifPresent(
        begun ->
            steps.add(
                new Ledger.Step(
                    begun.step(),
                    Ledger.Status.KILLED,
                    begun.startedAt(),
                    OptionalDouble.empty(),
                    "the process ended before the step did")));
    return steps;
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads {@link #toJson}; empty when it is none. */
  public static Optional<Attempt> fromJson(String text) {
    try {
      return Optional.ofNullable(JSON.readValue(text, Attempt.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
