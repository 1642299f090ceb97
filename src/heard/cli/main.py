"""The `heard` command. Each command's work stands in a module of its own, loaded when it is asked for."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from heard.cli.errors import CommandError

app = typer.Typer(
    name="heard",
    help="Heard: an open ledger of being heard.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
demonstration_app = typer.Typer(help="The demonstration organisation.", no_args_is_help=True)
app.add_typer(demonstration_app, name="demonstration")

ledger_app = typer.Typer(help="The ledger.", no_args_is_help=True)
app.add_typer(ledger_app, name="ledger")

forget_app = typer.Typer(help="What was erased.", no_args_is_help=True)
app.add_typer(forget_app, name="forget")

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@app.command()
def up(
    demonstration: Annotated[
        bool, typer.Option(help="On the first start, make the demonstration organisation.")
    ] = True,
    host: Annotated[str, typer.Option(envvar="HEARD_HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="HEARD_PORT", help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Start Heard: database, pages, worker; and on the first start the demonstration organisation."""
    from heard.cli.up import up

    up(host=host, port=port, demonstration=demonstration)


@app.command()
def worker() -> None:
    """Run the jobs that wait, and those by the clock, until it is stopped. `heard up` starts one itself."""
    from heard.cli.worker import work

    work()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.", metavar="FILE")],
    organisation: Annotated[
        str | None, typer.Option(help="The organisation's code; made on an empty database.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="The source's name, with its saved mapping.")] = None,
    as_json: Json = False,
) -> None:
    """Import a file of feedback, and account for every row."""
    from heard.cli.import_ import import_file

    raise typer.Exit(import_file(file, organisation, source, as_json=as_json))


@app.command()
def code(  # noqa: PLR0917 -- Typer's options are its parameters
    source: Annotated[Path, typer.Argument(help="A CSV or Parquet file.", metavar="IN")],
    target: Annotated[
        Path, typer.Option("-o", "--out", help="Where to write it with codes (CSV or Parquet).", metavar="OUT")
    ],
    text: Annotated[str, typer.Option(help="The column with the comments.")],
    question: Annotated[str | None, typer.Option(help="The column that says what was asked.")] = None,
    mode: Annotated[
        str | None, typer.Option(help="fast or accurate; else accurate for fewer than 100,000 rows.")
    ] = None,
    engine: Annotated[str, typer.Option(help="local, or spark (extra `spark`, Java 17).")] = "local",
    probabilities: Annotated[
        bool, typer.Option("--probabilities", help="A column for the probability of every theme and level (p:…).")
    ] = False,
    as_json: Json = False,
) -> None:
    """Code the comments of a file: themes, sentiment, seriousness, language. Stopped, it goes on when run again."""
    from heard.cli.code import code

    done = code(source, target, text=text, question=question, mode=mode, engine=engine, probabilities=probabilities)
    said = f"{done.rows:,} rows are coded in mode {done.mode}: {target}"
    print(json.dumps({"rows": done.rows, "mode": done.mode, "coder": done.coder}) if as_json else said)


@app.command()
def redact(
    source: Annotated[Path, typer.Argument(help="A CSV or Parquet file.", metavar="IN")],
    target: Annotated[
        Path, typer.Option("-o", "--out", help="Where to write it with masks (CSV or Parquet).", metavar="OUT")
    ],
    text: Annotated[str, typer.Option(help="The column with the comments.")],
    replace: Annotated[bool, typer.Option("--replace", help="Mask in the column itself, not beside it.")] = False,
    as_json: Json = False,
) -> None:
    """Mask personal data in the comments of a file. Stopped, it goes on when run again."""
    from heard.cli.redact import redact_file

    rows = redact_file(source, target, text=text, replace=replace)
    print(json.dumps({"rows": rows}) if as_json else f"{rows:,} rows are redacted: {target}")


@app.command()
def spc(  # noqa: PLR0917 -- Typer's options are its parameters
    source: Annotated[
        Path, typer.Argument(help="CSV, JSON or Parquet with date and y (series_id, rebase).", metavar="IN")
    ],
    target: Annotated[Path, typer.Option("-o", "--out", help="Where to write the charts.", metavar="OUT")],
    series: Annotated[
        Path | None, typer.Option(help="A file that says how each series is charted: direction, target, …")
    ] = None,
    summary: Annotated[Path | None, typer.Option(help="Where to write each series' icons.")] = None,
    improvement: Annotated[str, typer.Option(help="Which way is better: increase, decrease or neutral.")] = "increase",
    goal: Annotated[float | None, typer.Option("--target", help="The target to be met.")] = None,
    screen: Annotated[bool, typer.Option(help="Leave extreme moving ranges out of the limits.")] = True,
    fix_after: Annotated[int | None, typer.Option(help="Limits from the first so many points (12 or more).")] = None,
    points: Annotated[int, typer.Option(help="How long a run or a trend is: 6 or 7.")] = 7,
    beyond_counts: Annotated[bool, typer.Option(help="Points beyond the limits count in 'two in three' too.")] = False,
    least: Annotated[int, typer.Option(help="Limits only from so many points in a group.")] = 1,
    touching: Annotated[bool, typer.Option(help="A target that is just at a limit is outside it.")] = False,
    as_json: Json = False,
) -> None:
    """Make XmR charts of a file's series by the rules of Making Data Count."""
    from heard.cli.spc import spc

    charted = spc(
        source,
        target,
        series=series,
        summary=summary,
        improvement=improvement,
        goal=goal,
        screen=screen,
        fix_after=fix_after,
        points=points,
        beyond_counts=beyond_counts,
        least=least,
        touching=touching,
    )
    print(json.dumps({"series": charted}) if as_json else f"{charted:,} series are charted: {target}")


@app.command()
def watch(  # noqa: PLR0917 -- Typer's options are its parameters
    source: Annotated[
        Path, typer.Argument(help="CSV or Parquet: stream_id, period, x, n (channel, parent).", metavar="COUNTS")
    ],
    target: Annotated[Path, typer.Option("-o", "--out", help="Where to write the alerts (CSV).", metavar="ALERTS")],
    arl: Annotated[float | None, typer.Option(help="Weeks between false alerts of one stream.")] = None,
    false_alerts: Annotated[
        float | None, typer.Option("--false-alerts-per-week", help="In the whole; 1 where nothing is given.")
    ] = None,
    baseline_weeks: Annotated[int, typer.Option(help="How many first weeks of a stream say what is usual.")] = 104,
    state: Annotated[
        Path | None, typer.Option(help="Where counts are kept, so that the next file adds to them.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="A row for every week, not for every alert.")] = False,
    as_json: Json = False,
) -> None:
    """Find the streams of weekly counts that have risen above what they used to be."""
    from heard.cli.watch import watch_file

    rows = watch_file(
        source,
        target,
        arl=arl,
        false_alerts=false_alerts,
        baseline_weeks=baseline_weeks,
        state=state,
        every=every,
    )
    print(json.dumps({"rows": rows}) if as_json else f"{rows:,} rows are written: {target}")


@app.command()
def train(
    data: Annotated[Path, typer.Argument(help="Folder with fft_labelled.csv and serious_labelled.csv.")],
    out: Annotated[Path | None, typer.Option(help="Where to write; else the shipped artefacts are made anew.")] = None,
    kept: Annotated[Path | None, typer.Option(help="Where results of the fine-tuning wait; else var/training.")] = None,
    fast_only: Annotated[
        bool, typer.Option("--fast-only", help="Without the transformer: a minute, not an hour.")
    ] = False,
) -> None:
    """Train the coders on hand-coded comments."""
    from heard.cli.train import train

    train(data, out, kept, fast_only=fast_only)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Look whether everything is in order; each line says what to do. Ends with status 1 where something is not."""
    from heard.cli.doctor import doctor

    raise typer.Exit(doctor(as_json=as_json))


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which benchmark: pages, tell, import, coding-speed.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every benchmark, one after the other.")] = False,
    full: Annotated[bool, typer.Option("--full/--quick", help="Full sizes, judged and kept in proofs/.")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="List the proofs whose sources have changed since.")] = False,
    as_json: Json = False,
) -> None:
    """Measure Heard, with its baseline in the same run."""
    from heard.cli.bench.run import bench, bench_stale

    raise typer.Exit(bench_stale(as_json=as_json) if stale else bench(name, every=every, full=full, as_json=as_json))


@demonstration_app.command("remove")
def demonstration_remove() -> None:
    """Remove the demonstration organisation with everything in it; events of the ledger stay."""
    from heard.cli.demonstration import remove

    remove()


@demonstration_app.command("add")
def demonstration_add() -> None:
    """Make the demonstration organisation where there is none."""
    from heard.cli.demonstration import add

    add()


@ledger_app.command("start-log")
def ledger_start_log(
    because: Annotated[str, typer.Option(help="Why: it stands in the new log's first event.")],
) -> None:
    """Begin a new log, after a restore that lost sealed events or for a new key; the old one stays as it is."""
    from heard.cli.ledger import start_log

    start_log(because)


@forget_app.command("list")
def forget_list(
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where to write it; else standard output.")] = None,
    as_json: Json = False,
) -> None:
    """Write the list of what was erased (opaque references, no words), to be kept with backups."""
    from heard.cli.forget import write_list

    write_list(out, as_json=as_json)


@forget_app.command("replay")
def forget_replay(
    source: Annotated[
        Path | None, typer.Argument(help="A list; else the one beside the database.", metavar="FILE")
    ] = None,
    as_json: Json = False,
) -> None:
    """After a restore: erase again what the backup brought back. `heard up` does so by itself."""
    from heard.cli.forget import replay

    replay(source, as_json=as_json)


@forget_app.command("scrub")
def forget_scrub() -> None:
    """Rewrite the database's files without what was deleted; stop Heard first, for it locks every table."""
    from heard.cli.forget import scrub

    scrub()


@app.command()
def callbacks(as_json: Json = False) -> None:
    """Show what to enter at GOV.UK Notify and the mail server, so that replies and receipts come back."""
    from heard.cli.callbacks import callbacks

    callbacks(as_json=as_json)


def main() -> None:
    """Run the command. Bad input ends with one sentence on standard error and status 2."""
    try:
        status = app(standalone_mode=False)
    except CommandError as problem:
        _refuse(str(problem))
    except (typer.Abort, KeyboardInterrupt):
        _refuse("Stopped.", 130)
    except typer.TyperException as problem:
        _refuse(_sentence(problem))
    except BrokenPipeError:
        # Whoever reads our output has seen enough.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(status if isinstance(status, int) else 0)


def _sentence(problem: typer.TyperException) -> str:
    """A wrong option or argument in one line; with no arguments at all, the help says more than a sentence."""
    said = getattr(problem, "format_message", problem.__str__)
    message = str(said())
    return (
        message
        if message.startswith("Usage:")
        else " ".join(message.split()) or "Run heard --help to see what there is."
    )


def _refuse(sentence: str, status: int = 2) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(status)
