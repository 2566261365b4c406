package io.truecount.metric.exchange;

import io.truecount.metric.manifest.Manifest;
import java.util.Map;

/** The forms that definitions can be written in. The first three are read again as they were. */
public enum ExchangeFormat {
  /** dbt's semantic-layer YAML. */
  dbt {
    @Override
    public Exported export(Manifest manifest) {
      return DbtYaml.export(manifest);
    }
  },
  /** dbt's {@code semantic_manifest.json}. */
  manifest {
    @Override
    public Exported export(Manifest manifest) {
      return new Exported(
          Map.of("semantic_manifest.json", Texts.json(ManifestTree.of(manifest, Form.JSON))),
          Losses.ofManifest(manifest));
    }
  },
  /** Apache Ossie, formerly Open Semantic Interchange. */
  ossie {
    @Override
    public Exported export(Manifest manifest) {
      return OssieWriter.export(manifest);
    }
  },
  /** Metric views of Spark and Databricks; not read again. */
  spark {
    @Override
    public Exported export(Manifest manifest) {
      return MetricViews.export(manifest);
    }
  };

  public abstract Exported export(Manifest manifest);
}
