"""``kizuna agreement``."""

from __future__ import annotations

from pathlib import Path

import click

from kizuna.cli.options import check_out, format_option, out_option, record_options
from kizuna.errors import InputError

TABLES = ("instrument", "dialogue", "event", "stance", "source")


@click.command(
    epilog="""\b
Examples:
  kizuna agreement --record my-study
  kizuna agreement stance value --record my-study
  kizuna agreement instrument binding --level nominal --record my-study
  kizuna agreement stance value --coders ann,bob --format csv --out disagreements.csv"""
)
@click.argument("table", type=click.Choice(TABLES), required=False)
@click.argument("field", required=False)
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval"]),
    help="Level of measurement; by default what the field is.",
)
@click.option("--coders", metavar="A,B,…", help="Only these coders.")
@click.option(
    "--confidence", type=float, default=0.95, show_default=True, help="Probability of the interval."
)
@click.option(
    "--replicates",
    type=click.IntRange(100, 100_000),
    default=2000,
    show_default=True,
    help="Bootstrap replicates.",
)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--as-known", metavar="WHEN", help="What the record knew then.")
@format_option("table", "json", "csv", "md", "html", "latex", "xlsx", "parquet")
@out_option
@record_options
def agreement(
    table: str | None,
    field: str | None,
    level: str | None,
    coders: str | None,
    confidence: float,
    replicates: int,
    seed: int,
    as_known: str | None,
    form: str,
    out: Path | None,
    record_at: str | None,
    codebook: Path | None,
) -> None:
    """How far coders agree on a FIELD of a TABLE: Krippendorff's alpha, and what to adjudicate.

    Codings come from the table `codings` of the record; import those of several coders with
    `kizuna import codings.csv`. To adjudicate, import the field's final coding with
    preferred = yes and a reason, and the row with its new value. Without TABLE and FIELD, the
    fields that can be compared.
    """
    from kizuna.measures.agreement import agreement as measure
    from kizuna.record.open import open_record

    check_out(form, out)
    with open_record(record_at, codebook=codebook) as record:
        if table is None or field is None:
            if table is not None or form != "table":
                raise InputError("name a TABLE and a FIELD, such as: kizuna agreement stance value")
            from kizuna.atlas.text_coding import print_comparable
            from kizuna.measures.agreement import comparable

            print_comparable(comparable(as_known=as_known, record=record))
            return
        result = measure(
            table,  # type: ignore[arg-type]
            field,
            level=level,  # type: ignore[arg-type]
            coders=[name.strip() for name in coders.split(",")] if coders else None,
            confidence=confidence,
            replicates=replicates,
            seed=seed,
            as_known=as_known,
            record=record,
        )
        if form == "table":
            from kizuna.atlas.text_coding import print_agreement

            print_agreement(result)
            return
        from kizuna.atlas.export import export

        export(result, form, title=f"Agreement on {table} {field}", out=out)
