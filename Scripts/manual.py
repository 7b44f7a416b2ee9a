#!/usr/bin/env python3
"""Writes the manual pages of hangup, made from what its commands say of themselves.

usage: manual.py PROGRAM FOLDER
"""
import json
import pathlib
import subprocess
import sys

EXIT_STATUS = [
    ("0", "Done. A capture that is cut in its last packet is normal life, and is said."),
    ("1", "There are findings at or above --fail-on."),
    ("2", "The input could not be read to its end; what was read is analyzed and printed."),
    ("64", "Usage."),
]
SEE_ALSO = ["tcpdump(8)", "pcap-filter(7)", "tshark(1)"]


def escaped(text):
    """Text in which nothing is taken for a request or an escape of roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in text.split("\n"))


def paragraphs(text):
    return "\n.PP\n".join(escaped(" ".join(part.split())) for part in text.split("\n\n") if part.strip())


def spelled(argument):
    """`-o, --output file`, names in bold and the value in italics."""
    if argument["kind"] == "positional":
        return f"\\fI{escaped(argument['valueName'])}\\fR"
    names = [
        "\\fB" + escaped(("--" if name["kind"] == "long" else "-") + name["name"]) + "\\fR"
        for name in sorted(argument["names"], key=lambda name: name["kind"] == "long")
    ]
    value = f" \\fI{escaped(argument.get('valueName', 'value'))}\\fR" if argument["kind"] == "option" else ""
    return ", ".join(names) + value


def options(arguments):
    lines = []
    for argument in arguments:
        text = argument.get("abstract", "")
        if argument.get("defaultValue"):
            text += f" Default: {argument['defaultValue']}."
        if argument.get("discussion"):
            text += " " + argument["discussion"]
        lines += [".TP", spelled(argument), escaped(" ".join(text.split()))]
    return lines


def synopsis(path, arguments):
    positional = [
        f"[\\fI{escaped(argument['valueName'])}\\fR{' ...' if argument.get('isRepeating') else ''}]"
        for argument in arguments
        if argument["kind"] == "positional"
    ]
    hasOptions = any(argument["kind"] != "positional" for argument in arguments)
    return " ".join([f"\\fB{escaped(' '.join(path))}\\fR"] + (["[\\fIoptions\\fR]"] if hasOptions else []) + positional)


def pages(command, path=()):
    """Yields name and text of the page of a command and of those below it."""
    path = (*path, command["commandName"])
    arguments = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    below = [sub for sub in command.get("subcommands", []) if sub["commandName"] != "help" and sub["shouldDisplay"]]
    name = "-".join(path)
    lines = [
        f'.TH "{name.upper()}" "1" "" "hangup" "hangup"',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(command.get('abstract', '').rstrip('.'))}",
        ".SH SYNOPSIS",
    ]
    lines += [f"{synopsis((*path, sub['commandName']), sub.get('arguments', []))}\n.br" for sub in below]
    if not below:
        lines.append(synopsis(path, arguments))
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", paragraphs(command["discussion"])]
    if below:
        lines.append(".SH COMMANDS")
        for sub in below:
            lines += [".TP", f"\\fB{escaped(name)}\\-{escaped(sub['commandName'])}\\fR(1)", escaped(sub["abstract"])]
    if arguments:
        lines += [".SH OPTIONS", *options(arguments)]
    lines.append(".SH EXIT STATUS")
    for status, meaning in EXIT_STATUS:
        lines += [".TP", f"\\fB{status}\\fR", escaped(meaning)]
    others = [f"\\fB{escaped('-'.join((*path, sub['commandName'])))}\\fR(1)" for sub in below] or ["\\fBhangup\\fR(1)"]
    lines += [".SH SEE ALSO", ", ".join(others + SEE_ALSO)]
    yield name, "\n".join(lines) + "\n"
    for sub in below:
        yield from pages(sub, path)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    help_text = subprocess.run([sys.argv[1], "--experimental-dump-help"], check=True, capture_output=True).stdout
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(json.loads(help_text)["command"]):
        (folder / f"{name}.1").write_text(text)


main()
