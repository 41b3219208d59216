"""The one way in which the codebook's files are written, so that a change of content is a change of few lines.

``python -m zhijiao_data.codebook.canonical`` rewrites the files of this folder that differ from it.
"""

from __future__ import annotations

from pathlib import Path

from zhijiao_data.codebook.loader import FOLDER

# The word lists of the grammar are written and commented by hand.
WRITTEN_BY_HAND = ("lexicon",)


def canonical(text: str) -> str:
    """The canonical form of one file: its leading comment as it stands, the content re-serialised."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    lines = text.splitlines(keepends=True)
    after = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    body = yaml.dump(
        yaml.safe_load(text),
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=120,
    )
    return "".join(lines[:after]) + body


def main(folder: Path = FOLDER) -> None:
    """Rewrite every file that is not in canonical form, and name it."""
    for path in sorted(folder.glob("*.yaml")):
        if path.stem in WRITTEN_BY_HAND:
            continue
        text = path.read_text(encoding="utf-8")
        if (new := canonical(text)) != text:
            path.write_text(new, encoding="utf-8", newline="\n")
            print(f"rewritten: {path.name}")


if __name__ == "__main__":
    main()
