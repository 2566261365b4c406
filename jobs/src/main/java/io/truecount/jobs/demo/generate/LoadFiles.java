package io.truecount.jobs.demo.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.univocity.parsers.csv.CsvFormat;
import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** The open files of one load, one of each source, for one range of persons. */
final class LoadFiles implements AutoCloseable {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int BUFFER = 1 << 16;

  private final Writer web;
  private final ParquetFile users;
  private final ParquetFile orders;
  private final CsvWriter crm;
  private final Writer mailer;

  LoadFiles(Path lake, int part, int week) throws IOException {
    String load = "dt=%s/part-%04d".formatted(Calendar.loadDate(week), part);
    web = gzip(path(lake, "web/" + load + ".json.gz"));
    users = new ParquetFile(path(lake, "backend/users/" + load + ".parquet"), Users.SCHEMA);
    orders = new ParquetFile(path(lake, "backend/orders/" + load + ".parquet"), Orders.SCHEMA);
    Writer csv = Files.newBufferedWriter(path(lake, "crm/" + load + ".csv"), UTF_8);
    if (part == 0 && week == 0) {
      csv.write(BYTE_ORDER_MARK);
    }
    crm = new CsvWriter(csv, settings());
    crm.writeHeaders(Contacts.HEADER);
    mailer = Files.newBufferedWriter(path(lake, "mailer/" + load + ".json"), UTF_8);
  }

  void web(String line) {
    line(web, line);
  }

  ParquetFile users() {
    return users;
  }

  ParquetFile orders() {
    return orders;
  }

  CsvWriter crm() {
    return crm;
  }

  void mailer(String line) {
    line(mailer, line);
  }

  @Override
  public void close() throws IOException {
    crm.close();
    users.close();
    orders.close();
    mailer.close();
    web.close();
  }

  private static void line(Writer writer, String line) {
    try {
      writer.append(line).append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path path(Path lake, String name) throws IOException {
    Path path = lake.resolve(name);
    Files.createDirectories(path.getParent());
    return path;
  }

  private static Writer gzip(Path path) throws IOException {
    var gzip = new GZIPOutputStream(Files.newOutputStream(path), BUFFER);
    return new BufferedWriter(new OutputStreamWriter(gzip, UTF_8), BUFFER);
  }

  private static CsvWriterSettings settings() {
    CsvWriterSettings settings = new CsvWriterSettings();
    CsvFormat format = new CsvFormat();
    format.setLineSeparator("\n");
    settings.setFormat(format);
    return settings;
  }
}
