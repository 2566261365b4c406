package io.truecount.jobs.demo.generate;

import io.truecount.jobs.demo.generate.Tally.Fate;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The backend's orders table, new rows a load. Some rows come again a week later, unchanged or with
 * another amount; some amounts are negative, which the contract forbids.
 */
final class Orders {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message orders {
            required binary order_id (STRING);
            optional binary user_id (STRING);
            optional binary email (STRING);
            required int64 ordered_at (TIMESTAMP(MICROS,true));
            required double revenue;
            required binary currency (STRING);
            required int64 items;
            required binary channel (STRING);
          }
          """);

  private static final SimpleGroupFactory ROWS = new SimpleGroupFactory(SCHEMA);
  private static final List<String> CHANNELS = List.of("web", "web", "web", "app", "app", "store");
  private static final double ORDERS_PER_DAY = 0.225;

  private final Tally tally;

  Orders(Tally tally) {
    this.tally = tally;
  }

  void write(Person person, int week, ParquetFile file) {
    for (int day = 7 * (week - 1); day < 7 * (week + 1); day++) {
      Draw draw = person.draw().at("order").at(day);
      if (day >= 0 && person.signedUpBy(day) && draw.chance(ORDERS_PER_DAY)) {
        write(new Order(person, day, draw), day >= 7 * week, file);
      }
    }
  }

  private void write(Order order, boolean inItsWeek, ParquetFile file) {
    double oddity = order.draw.at("oddity").unit();
    if (inItsWeek) {
      tally.add(oddity < 0.001 ? Fate.QUARANTINED : Fate.ACCEPTED);
      file.write(order.row(oddity < 0.001 ? -order.revenue() : order.revenue()));
    } else if (oddity > 0.995) {
      tally.add(Fate.DUPLICATE);
      file.write(order.row(order.revenue()));
    } else if (oddity > 0.994) {
      tally.add(Fate.CONFLICT);
      file.write(order.row(order.revenue() + 1));
    }
  }

  private record Order(Person person, int day, Draw draw) {
    double revenue() {
      return (500 + draw.at("revenue").below(20_000)) / 100.0;
    }

    Group row(double revenue) {
      Group row = ROWS.newGroup().append("order_id", "o%d-%d".formatted(person.number(), day));
      if (!draw.at("guest").chance(0.05)) {
        row.append("user_id", person.userId());
      }
      long ordered = Calendar.millis(day, draw.at("second").below(86_000));
      return row.append("email", person.email())
          .append("ordered_at", ordered * 1000)
          .append("revenue", revenue)
          .append("currency", "EUR")
          .append("items", 1L + draw.at("items").below(5))
          .append("channel", draw.at("channel").one(CHANNELS));
    }
  }
}
