package io.truecount.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the file of a lease says.
 *
 * @param purpose what the holder does, for people
 * @param since when the holder took it
 * @param until when it ends unless the holder renews it
 * @param note what the holder's successor needs to know when the holder dies; empty when nothing
 * @param abandoned notes of earlier holders that died, which no successor has dealt with yet
 */
record LeaseTerms(
    Holder holder,
    String purpose,
    Instant since,
    Instant until,
    String note,
    List<String> abandoned) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  LeaseTerms {
    requireNonNull(holder);
    requireNonNull(purpose);
    requireNonNull(since);
    requireNonNull(until);
    requireNonNull(note);
    abandoned = List.copyOf(abandoned);
  }

  /**
   * A file that a kill or a full disk has cut off: a lease of an unknown holder, from its last
   * write.
   */
  static LeaseTerms unreadable(Instant written) {
    return new LeaseTerms(
        new Holder("an unknown machine", "", 0, Instant.EPOCH, 0),
        "an unknown command",
        written,
        written.plus(Lease.DURATION),
        "",
        List.of());
  }

  LeaseTerms until(Instant end) {
    return new LeaseTerms(holder, purpose, since, end, note, abandoned);
  }

  LeaseTerms note(String text) {
    return new LeaseTerms(holder, purpose, since, until, text, abandoned);
  }

  LeaseTerms settled() {
    return new LeaseTerms(holder, purpose, since, until, note, List.of());
  }

  /** What a successor of this holder has to deal with. */
  List<String> inherited() {
    List<String> all = new ArrayList<>(abandoned);
    if (!note.isEmpty()) {
      all.add(note);
    }
    return all;
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads {@link #toJson}; what is no such text is {@link #unreadable}. */
  static LeaseTerms fromJson(String text, Instant written) {
    try {
      LeaseTerms terms = JSON.readValue(text, LeaseTerms.class);
      return terms == null ? unreadable(written) : terms;
    } catch (JsonProcessingException e) {
      return unreadable(written);
    }
  }
}
