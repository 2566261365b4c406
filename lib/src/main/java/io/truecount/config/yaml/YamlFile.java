package io.truecount.config.yaml;

import io.truecount.config.Locations;
import io.truecount.config.ProjectText;
import io.truecount.error.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** The documents of a YAML file; JSON files are read as the YAML they are. */
public final class YamlFile {
  private static final int LARGEST = 256 * 1024 * 1024;

  private YamlFile() {}

  /** The documents of {@code file} that hold anything; a broken file is one problem. */
  public static List<YamlNode> documents(Path file, Problems problems) {
    return ProjectText.read(file, problems)
        .map(text -> documents(text, Locations.shown(file), problems))
        .orElse(List.of());
  }

  /** The documents of a text that came from {@code file}. */
  public static List<YamlNode> documents(String text, String file, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(LARGEST)
            .setAllowDuplicateKeys(true)
            .build();
    List<YamlNode> result = new ArrayList<>();
    try {
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        YamlNode document = new YamlNode(node, file, "", file, problems);
        if (document.present()) {
          result.add(document);
        }
      }
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(m -> file + ":" + (m.getLine() + 1)).orElse(file);
      problems.add("not valid YAML: " + e.getProblem(), where, "correct the syntax");
    } catch (YamlEngineException e) {
      problems.add("not valid YAML: " + e.getMessage(), file, "correct the syntax");
    }
    return result;
  }
}
