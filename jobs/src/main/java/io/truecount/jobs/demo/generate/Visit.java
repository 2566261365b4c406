package io.truecount.jobs.demo.generate;

import java.util.ArrayList;
import java.util.List;

/**
 * One visit to the web shop.
 *
 * @param start milliseconds since 1970, by the true clock
 * @param deliveredIn weeks whose load holds it: the week of the visit, a later one, or both
 */
record Visit(
    Person person,
    Draw draw,
    long start,
    Device device,
    Login login,
    int calls,
    List<Integer> deliveredIn) {

  /** A browser's anonymous id, and whose device it is. */
  record Device(String anonymousId, Person owner) {}

  enum Login {
    /** Stays anonymous. */
    NEVER,
    /** Anonymous until a login in the middle of the visit. */
    DURING,
    /** Still logged in from the visit before. */
    ALREADY
  }

  /** All visits of a person on a day. */
  static List<Visit> on(Person person, long seed, int day) {
    Draw draw = person.draw().at("day").at(day);
    List<Visit> visits = new ArrayList<>();
    double rate = person.visitsPerDay();
    for (int n = 0; n < 3 && draw.at("visit").at(n).chance(n == 0 ? rate : rate / 2); n++) {
      visits.add(one(person, seed, day, n, draw.at(n)));
    }
    return visits;
  }

  boolean isDeliveredIn(int week) {
    return deliveredIn.contains(week);
  }

  private static Visit one(Person person, long seed, int day, int n, Draw draw) {
    boolean borrowed = person.borrowsDevice() && draw.at("borrowed").chance(0.25);
    Login login = borrowed ? Login.DURING : login(person, day, draw.at("login"));
    if (!person.signedUpBy(day)) {
      login = Login.NEVER;
    }
    long start = Calendar.millis(day, n * 25_000 + draw.at("second").below(22_000));
    Device device =
        borrowed && login == Login.DURING
            ? borrowedDevice(person, seed, day, draw)
            : ownDevice(person, day, draw.at("device"));
    int calls = 3 + draw.at("calls").below(8);
    return new Visit(person, draw, start, device, login, calls, delivery(day, draw));
  }

  private static Login login(Person person, int day, Draw draw) {
    double u = draw.unit();
    if (day == person.signUpDay() || u < 0.3) {
      return Login.DURING;
    }
    return u < 0.75 ? Login.ALREADY : Login.NEVER;
  }

  /** The partner's device; where the last logout forgot to reset it, also the partner's id. */
  private static Device borrowedDevice(Person person, long seed, int day, Draw draw) {
    if (draw.at("reset").chance(0.5)) {
      return new Device(draw.at("fresh").hex(), person);
    }
    Person partner = Person.of(seed, person.number() ^ 1);
    return device(partner, 0, day);
  }

  private static Device ownDevice(Person person, int day, Draw draw) {
    boolean second = person.draw().at("devices").chance(0.4) && draw.chance(0.3);
    return device(person, second ? 1 : 0, day);
  }

  /** Some people clear their cookies once: their devices change ids in the middle of the lake. */
  private static Device device(Person owner, int device, int day) {
    Draw draw = owner.draw().at("anonymous").at(device);
    boolean cleared = draw.at("clears").chance(0.15) && day >= draw.at("on").below(Calendar.DAYS);
    return new Device(draw.at(cleared ? 1 : 0).hex(), owner);
  }

  private static List<Integer> delivery(int day, Draw draw) {
    int week = day / 7;
    double u = draw.at("delivery").unit();
    if (u < 0.01) {
      return List.of(week + 1);
    }
    return u < 0.013 ? List.of(week, week + 1) : List.of(week);
  }

  /** Delivered after its own week only: a telephone that was offline. */
  boolean late() {
    return deliveredIn.get(0) > (int) ((start - Calendar.millis(0, 0)) / 86_400_000L / 7);
  }
}
