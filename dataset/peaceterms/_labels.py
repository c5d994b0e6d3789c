"""Labels: what each code is called, in a column beside the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from peaceterms._release import Release


def with_labels(frame: pl.DataFrame, table: str, release: Release) -> pl.DataFrame:
    """Return the frame with `<column>_label` after each column of codes that has none yet."""
    names: list[str] = []
    for field in release.resource(table)["schema"]["fields"]:
        label = f"{field['name']}_label"
        names.append(field["name"])
        if "vocabulary" in field and label not in frame.columns:
            frame = frame.with_columns(_labels(frame, field, release).alias(label))
            names.append(label)
    return frame.select(names)


def _labels(frame: pl.DataFrame, field: dict[str, Any], release: Release) -> pl.Series:
    """Return the label of each cell of a column; the label of an aim depends on the row's issue."""
    import polars as pl

    name = field["name"]
    by_code = {item["value"]: item["label"] for item in field["categories"]}
    plain: pl.Series = frame[name].replace_strict(by_code, return_dtype=pl.String)
    if "issue" not in release.vocabulary(field["vocabulary"]).columns:
        return plain
    of_issue = release.schemas.aims().rename({"aim": name, "aim_label": "label"})
    labelled = frame.select("issue", name).join(of_issue, on=["issue", name], how="left", maintain_order="left")
    return labelled.select(pl.coalesce("label", plain)).to_series()
