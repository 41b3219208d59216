"""The command line ``zhijiao``. Exit codes: 0 done, 1 findings, 2 wrong use or bad input."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from zhijiao_data._version import __version__
from zhijiao_data.errors import CheckFailure, ZhijiaoError

FINDINGS, WRONG_USE = 1, 2
CHECKOUT = Path(__file__).parent.parent

app = typer.Typer(
    name="zhijiao",
    help="Plans, tasks and targets in Chinese local vocational-education policy documents.\n\n"
    "职业教育地方政策文件的规划、任务与目标。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Raw = Annotated[Path, typer.Option("--raw", help="Folder of the sources, one folder per plan.")]
Out = Annotated[Path, typer.Option("--out", help="Folder of the tables.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit()


@app.callback()
def _face(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def build(
    raw: Raw = Path("raw"),
    out: Out = Path("processed"),
    release: Annotated[
        bool, typer.Option("--release", help="Seal the release that raw/releases.yaml plans, if its version may be.")
    ] = False,
) -> None:
    """Build every table from the sources, all or nothing.

    由源文件构建全部数据表；中断或出错时旧表不变。加 --release 则封存 raw/releases.yaml 所拟的版本。

    Example: zhijiao build --raw raw --out processed
    """
    from zhijiao_data.dataset import fingerprint, progress
    from zhijiao_data.dataset.build import build

    built = build(raw, out, progress.on(), release)
    for warning in built.warnings:
        _err(str(warning))
    if built.manifest["released_on"] is None:
        for step, what, _, tables in fingerprint.grouped(built.changes):
            _err(f"not released: {step.name}: {what}: {', '.join(tables)}")
    _say(f"{built.folder}: data version {built.manifest['data_version']}, {len(built.manifest['tables'])} tables")


@app.command()
def check(
    data: Annotated[Path | None, typer.Argument(help="Folder of the tables; the ones held by default.")] = None,
    raw: Raw = Path("raw"),
    rules: Annotated[bool, typer.Option("--rules", help="List the rules instead.")] = False,
) -> None:
    """Check the tables against every rule, their manifest and their sources.

    按规则逐行检查数据表，并与清单及源文件核对。有发现时退出码为 1。

    Example: zhijiao check processed
    """
    from zhijiao_data.dataset import checks, load
    from zhijiao_data.dataset.rendering import counted

    if rules:
        for rule in checks.RULES.values():
            _say(f"{rule.id} ({rule.level}; {rule.table}): {rule.description_en} {rule.description_zh}")
        return
    findings = checks.of_release(data or load.folder(), raw)
    for finding in findings:
        _say(str(finding))
    _say(f"{len(checks.RULES)} rules, {counted(len(findings), 'finding', 'findings')}")
    if findings:
        raise typer.Exit(FINDINGS)


@app.command()
def info(json_: AsJson = False) -> None:
    """Say what is held: data version, tables, rows per table and plan.

    显示数据版本、各表行数与各文件行数。

    Example: zhijiao info
    """
    from zhijiao_data.dataset import load, manifest, rendering

    folder = load.folder()
    about = manifest.read(folder)
    if json_:
        _say(rendering.json_text({key: value for key, value in about.items() if key != "inputs"}))
        return
    versions = f"data version {about['data_version']}, codebook {about['codebook_version']}"
    _say(f"{folder}: {versions}, built by zhijiao-data {about['code_version']}\n")
    rows = [[name, entry["rows"], entry["label_zh"], entry["label_en"]] for name, entry in about["tables"].items()]
    _say(rendering.table(["table", "rows", "表", "what"], rows, [20, 8, 16, 24]))
    counted = [
        name for name in ("sections", "tasks", "targets", "responsibilities", "citations") if name in about["tables"]
    ]
    plans = [[plan, *counts.values()] for plan, counts in load.counts(counted).items()]
    _say("\n" + rendering.table(["plan", *counted], plans, [40, *map(len, counted)]))


@app.command()
def cite(
    style: Annotated[str, typer.Option("--style", help="text, apa, gb7714, bibtex or ris.")] = "text",
) -> None:
    """Say how to cite the data held, with their version.

    给出所持数据及其版本的引用格式：文本、APA、GB/T 7714、BibTeX 或 RIS。

    Example: zhijiao cite --style bibtex
    """
    from zhijiao_data.dataset.citing import cite

    _say(cite(style))


@app.command()
def describe(
    name: Annotated[str, typer.Argument(help="targets, targets.comparator, comparator:ge, theme:T05, or any word …")],
) -> None:
    """Explain a table, column or code in both languages, with examples; any other word is looked up in the codebook.

    以中英文解释表、列或代码，附正例与反例；其他词语则在代码本中检索。

    Example: zhijiao describe theme:T05
    """
    from zhijiao_data.dataset.describe import describe

    _say(str(describe(name)))


@app.command()
def search(
    pattern: Annotated[str, typer.Argument(help="The words to find.")],
    plan: Annotated[list[str] | None, typer.Option("--plan", help="Only this plan; may be repeated.")] = None,
    regex: Annotated[bool, typer.Option("--regex", help="Read the pattern as a regular expression.")] = False,
    json_: AsJson = False,
) -> None:
    """Find passages in the corpus, also across a page mark inside a word.

    在语料中检索，给出位置与上下文（词中的页码、断行不影响）。无结果时退出码为 1。

    Example: zhijiao search 双师型 --plan cq-wanzhou-2023
    """
    from zhijiao_data.dataset.passages import found
    from zhijiao_data.dataset.rendering import counted, json_text, one_line

    hits = list(found(pattern, plan or None, regex))
    if json_:
        _say(json_text(hits))
    else:
        for hit in hits:
            place = f"{hit['plan_id']}:{hit['char_start']}-{hit['char_end']}"
            _say(f"{place}  {one_line(hit['heading'] or '', 40)}  {one_line(hit['context'])}")
    _err(counted(len(hits), "passage", "passages"))
    if not hits:
        raise typer.Exit(FINDINGS)


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="The id of a target, task, section, citation or repair.")],
    width: Annotated[int, typer.Option("--width", min=0, help="Characters of context on either side.")] = 80,
) -> None:
    """Show the passage that a row was read from.

    显示某行所据的原文及上下文。

    Example: zhijiao show cq-wanzhou-2023.g001791
    """
    from zhijiao_data.dataset.passages import show

    _say(str(show(id, width)))


@app.command()
def extract(
    file: Annotated[Path, typer.Argument(help="A text file (UTF-8, UTF-16 with mark, or GB18030).")],
    json_: AsJson = False,
) -> None:
    """Extract plan, tasks, bodies, targets and citations from a text file.

    从一份文本中抽取规划、任务、责任单位、目标与引用文件。

    Example: zhijiao extract plan.txt --json
    """
    from zhijiao_data.corpus import reader
    from zhijiao_data.dataset import load, rendering, report

    rows = load.extract_rows(file)
    for warning in reader.warnings(rows["texts"][0]["text"], str(file)):
        _err(warning)
    _say(rendering.json_text(rows) if json_ else report.summary(rows))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The folder to write to; what is there is never overwritten.")],
    format: Annotated[str, typer.Option("--format", help="csv, xlsx, stata, spss, sqlite or parquet.")] = "csv",
    tables: Annotated[list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")] = None,
    lang: Annotated[
        str, typer.Option("--lang", help="Language of labels in Stata, SPSS, SQLite: zh, en or both.")
    ] = "both",
    version: Annotated[str | None, typer.Option("--version", help="The data version; the one held by default.")] = None,
) -> None:
    """Write the tables for other programs: csv, xlsx, Stata, SPSS, SQLite, Parquet.

    将数据表导出为 csv、xlsx、Stata、SPSS、SQLite 或 Parquet，附说明；要么全部写成，要么不写。

    Example: zhijiao export out --format stata --table targets --table plans
    """
    from zhijiao_data.dataset import progress
    from zhijiao_data.publish.export.run import export

    for path in export(out, format, tables or None, version, lang, progress.on()):
        _say(f"{path}")


@app.command()
def evaluate(
    plans: Annotated[list[str] | None, typer.Argument(help="Only these plans.")] = None,
    raw: Raw = Path("raw"),
    released: Annotated[bool, typer.Option("--released", help="Compare the released tables instead.")] = False,
    details: Annotated[
        bool, typer.Option("--details", help="List every miss, false alarm and wrong attribute.")
    ] = False,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category", help="Count this coded attribute (theme, instrument, …) code by code; may be repeated."
        ),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Compare the extraction, before any correction, with what people read.

    将（未经更正的）抽取结果与阅读所得的标注比较。

    Example: zhijiao evaluate --category theme --category instrument
    """
    from zhijiao_data.dataset import load
    from zhijiao_data.dataset.evaluate import evaluate

    found = evaluate(raw, load.folder() if released else None, plans or None)
    if category:
        text = found.categories(category)
    else:
        text = found.as_json() if json_ else found.details() if details else found.markdown()
    _say(text.rstrip("\n"))
    if released and not found.agrees:
        raise typer.Exit(FINDINGS)


@app.command()
def agreement(
    a: Annotated[Path, typer.Argument(help="The first coder's annotation, or a folder of annotations.")],
    b: Annotated[Path, typer.Argument(help="The second coder's.")],
    raw: Raw = Path("raw"),
    listing: Annotated[bool, typer.Option("--list", help="List every disagreement with its place.")] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the bootstrap.")] = 1,
    draws: Annotated[int, typer.Option("--draws", help="Draws of the bootstrap.")] = 1000,
    json_: AsJson = False,
) -> None:
    """Say how far two coders agree: on the units, and on the codes of those that both marked.

    比较两位编码者：单元划分（F1、α_u）与编码（Krippendorff α、κ、各代码），并给出置信区间与混淆表。

    Example: zhijiao agreement A.yaml B.yaml --list
    """
    from zhijiao_data.analysis import agreement_report, coders

    found = coders.compare(a, b, raw, seed, draws)
    _say(agreement_report.as_json(found) if json_ else agreement_report.markdown(found, listing))


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="The older release: a folder, a version or owner/name@revision of the Hub.")],
    b: Annotated[str | None, typer.Argument(help="The newer one; the tables held by default.")] = None,
    table: Annotated[list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")] = None,
    plan: Annotated[
        list[str] | None, typer.Option("--plan", help="Only rows of this plan, each listed; may be repeated.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page to this file as well.")] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=0, help="Rows listed of each table and kind; JSON lists all by default."),
    ] = None,
    json_: AsJson = False,
) -> None:
    """Compare two releases: the step of the version, columns, and rows added, removed, moved and changed, cell by cell.

    比较两个版本：版本号是否足够，列、行的增删、移位与逐格更改；可另存为网页。有差异时退出码为 1。

    Example: zhijiao diff processed --html changes.html

    And of two releases: zhijiao diff 1.0.0 owner/name@main --table targets
    """
    from zhijiao_data.dataset import progress, rendering
    from zhijiao_data.dataset.diff import diff, text

    found = diff(a, b, table or None, plan or None, progress.on() if sys.stderr.isatty() else progress.silent)
    if html is not None:
        from zhijiao_data.publish import diff_page

        _file(html, diff_page.page(found, diff_page.LIMIT if limit is None else limit, bool(plan)))
    if json_:
        _say(rendering.json_text(found.as_json(limit), sort_keys=True))
    else:
        _say(text.text(found, text.LIMIT if limit is None else limit, bool(plan)))
    if found.differs:
        raise typer.Exit(FINDINGS)


@app.command()
def sheet(
    plan: Annotated[str, typer.Argument(help="The plan whose units are coded.")],
    out: Annotated[Path, typer.Option("--out", help="The sheet (.xlsx or .csv); of --read, the .yaml.")],
    filled: Annotated[bool, typer.Option("--filled", help="With the released codes; not for a second coder.")] = False,
    read: Annotated[Path | None, typer.Option("--read", help="Read this filled-in sheet instead.")] = None,
    coder: Annotated[str | None, typer.Option("--coder", help="Who coded the sheet that is read.")] = None,
) -> None:
    """Write a sheet on which a second coder codes a plan, or make an annotation of a filled-in one.

    为第二编码者生成编码表（xlsx 或 csv），或将填好的编码表转为标注文件。

    Example: zhijiao sheet cq-wanzhou-2023 --out sheet.xlsx

    And back: zhijiao sheet cq-wanzhou-2023 --read sheet.xlsx --coder B --out b.yaml
    """
    from zhijiao_data.dataset import coding_sheet
    from zhijiao_data.errors import UsageError

    units = coding_sheet.released(plan)
    if read is None:
        if coder is not None:
            raise UsageError("--coder goes with --read", "", "Leave it out: the sheet is the same for every coder")
        for path in coding_sheet.write(out, units, filled):
            _say(f"{path}")
        return
    if coder is None or filled:
        remedy = "Add --coder NAME and leave --filled out: the coder's name is written into the annotation"
        raise UsageError("to read a sheet, say who coded it", "", remedy)
    _new_file(out, coding_sheet.read(read, units, coder))
    _say(f"{out}")


@app.command()
def publish(
    repository: Annotated[
        str | None, typer.Argument(help="The dataset on the Hub, as owner/name; our own by default.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only write the repository; no connection.")] = False,
    out: Annotated[Path, typer.Option("--out", help="Folder into which the repository is written.")] = Path(
        "build/hub"
    ),
    private: Annotated[bool, typer.Option("--private", help="Make a new dataset private.")] = False,
    raw: Raw = Path("raw"),
) -> None:
    """Write the repository of the tables held (data, card, codebook, metadata), upload it, load it back, tag it.

    生成数据仓库（数据表、说明卡、代码本、元数据），上传至 Hugging Face，重新载入核对后打上版本标签。加 --dry-run 则只生成、不联网。

    The token is that of HF_TOKEN or of 'hf auth login'. 令牌取自 HF_TOKEN 或 hf auth login。

    Example: zhijiao publish --dry-run --out build/hub

    And then: zhijiao publish OWNER/NAME
    """
    from zhijiao_data.dataset import hub_client, load, progress
    from zhijiao_data.errors import UsageError
    from zhijiao_data.publish import release, upload
    from zhijiao_data.publish import repository as repositories

    if repository is None and not dry_run:
        raise UsageError("the dataset is not named", "", "Name it as owner/name, or add --dry-run")
    held = release.read(load.folder(), repository)
    if not dry_run:
        upload.check_ready(held)
    files = repositories.write(held, raw, out)
    for file in files:
        _say(f"{file.sha256} {file.size:>9}  {file.path}")
    _say(f"{out}: {held.repository}, version {held.version}, {len(files)} files, {sum(f.size for f in files)} bytes")
    if held.released_on is None:
        _err(f"{held.version} is no release: it can be looked at, not published")
    if dry_run:
        return
    done = upload.publish(held, raw, out, private, progress.on())
    state = "was published already and is what stands here" if done.already else "is published"
    _say(
        f"{hub_client.address(held.repository)}: {held.version} {state}; loaded back and verified (commit {done.commit})"
    )


def _new_file(path: Path, text: str) -> None:
    """Write a file that isn't there yet."""
    from zhijiao_data.errors import InputError, UsageError

    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError("the file is there already", str(path), "Name another, or move it away") from None
    except OSError as error:
        raise InputError(f"can't be written ({error.strerror})", str(path), "Name a folder that is there") from None


def _file(path: Path, text: str) -> None:
    """Write a file, in place of one that is there."""
    from zhijiao_data.errors import InputError

    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(
            f"can't be written ({error.strerror})", str(path), "Name a file in a folder that is there"
        ) from None


def _say(text: str) -> None:
    from zhijiao_data.dataset.rendering import plain

    print(plain(text))


def _err(text: str) -> None:
    from zhijiao_data.dataset.rendering import plain

    print(plain(text), file=sys.stderr)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; errors that a user can cause are one message and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding gets signs for what it can't show, not a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    stdout = sys.stdout
    try:
        code = _run(arguments)
        stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone (`zhijiao search … | head`): it has what it wanted. What is still to be
        # written goes nowhere, so that Python doesn't complain when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        code = 0
    sys.exit(code)


def _run(arguments: list[str] | None) -> int | str | None:
    try:
        app(arguments, standalone_mode=True)
    except SystemExit as end:
        # typer ends with code 1 when the reader has gone.
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        return end.code
    except CheckFailure as error:
        _err(f"zhijiao: {error}")
        return FINDINGS
    except ZhijiaoError as error:
        _err(f"zhijiao: {error}")
        return WRONG_USE
    return 0


if __name__ == "__main__":
    main()
