#!/usr/bin/python3
"""Holds workflow files, scenarios and the examples of the reference to the schemas that charter prints.

usage: validate_language.py WORKFLOW_SCHEMA SCENARIO_SCHEMA, in the root of the source folder
Prints what is wrong, then how many documents were looked at; fails if anything is wrong.
"""
import glob
import json
import re
import sys

import yaml
from jsonschema import Draft202012Validator


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates and yes or no are texts."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^-?[0-9]+$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
]:
    CoreLoader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), list(first))

BAD = [
    ("an unknown key", "workflow: w\nversion: 1\nstates: {a: {titel: x}}"),
    ("an unknown key of the file", "workflow: w\nversion: 1\nowner: me\nstates: {a: {type: final}}"),
    ("no version", "workflow: w\nstates: {a: {type: final}}"),
    ("a version that is no number", "workflow: w\nversion: one\nstates: {a: {type: final}}"),
    ("capital letters in the name", "workflow: W\nversion: 1\nstates: {a: {type: final}}"),
    ("states as a list", "workflow: w\nversion: 1\nstates: [a, b]"),
    ("an unknown type of state", "workflow: w\nversion: 1\nstates: {a: {type: finale}}"),
    ("an unknown type of field", "workflow: w\nversion: 1\ndata: {x: {type: text}}\nstates: {a: {type: final}}"),
    ("an unknown word of a field", "workflow: w\nversion: 1\ndata: {x: {type: string, max: 3}}\nstates: {a: {type: final}}"),
    ("`by` on `always`", "workflow: w\nversion: 1\nstates: {a: {always: {target: b, by: r}}, b: {type: final}}"),
    ("an unknown key of a transition", "workflow: w\nversion: 1\nstates: {a: {on: {go: {to: b}}}, b: {type: final}}"),
    ("a listed transition without event", "workflow: w\nversion: 1\nstates: {a: {on: [{target: b}]}, b: {type: final}}"),
    ("two actions in one", "workflow: w\nversion: 1\nstates: {a: {entry: [{raise: x, cancel: y}]}}"),
    ("an action of no kind", "workflow: w\nversion: 1\nstates: {a: {entry: [{when: now > now}]}}"),
    ("no length of time", "workflow: w\nversion: 1\nstates: {a: {after: {soon: b}}, b: {type: final}}"),
    ("a deadline without end", "workflow: w\nversion: 1\nstates: {a: {due: {remind: 1 day}}}"),
    ("an activity of no kind", "workflow: w\nversion: 1\nstates: {a: {invoke: [{id: x, type: vote}]}}"),
    ("an unknown key of an activity", "workflow: w\nversion: 1\nstates: {a: {invoke: [{id: x, type: notice, for: 5 days, decide: r, days: 5}]}}"),
    ("a title in a third language", "workflow: w\nversion: 1\ntitle: {fr: x}\nstates: {a: {type: final}}"),
]

wrong = 0
looked_at = 0


def check(validator, text, place, good=True):
    global wrong, looked_at
    looked_at += 1
    errors = sorted(validator.iter_errors(yaml.load(text, Loader=CoreLoader)), key=str)
    if good:
        for error in errors[:3]:
            wrong += 1
            print(f"{place}: {error.json_path}: {error.message[:300]}")
    elif not errors:
        wrong += 1
        print(f"{place}: passes")


def part(schema, name):
    return Draft202012Validator({"$ref": "#/$defs/" + name, "$defs": schema["$defs"]})


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        workflow_schema = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        scenario_schema = json.load(file)
    Draft202012Validator.check_schema(workflow_schema)
    Draft202012Validator.check_schema(scenario_schema)
    validators = {
        "yaml": Draft202012Validator(workflow_schema),
        "yaml data": part(workflow_schema, "fields"),
        "yaml states": part(workflow_schema, "states"),
        "yaml scenario": Draft202012Validator(scenario_schema),
    }
    for path in sorted(glob.glob("workflows/*.yaml") + glob.glob("tests/api/*.yaml")):
        check(validators["yaml"], open(path, encoding="utf-8").read(), path)
    for path in sorted(glob.glob("workflows/scenarios/*/*.yaml")):
        check(validators["yaml scenario"], open(path, encoding="utf-8").read(), path)
    with open("workflows/README.md", encoding="utf-8") as file:
        reference = file.read()
    for block in re.finditer(r"^```(yaml[^\n]*)\n(.*?)^```$", reference, re.M | re.S):
        if block[1] in validators:
            line = reference.count("\n", 0, block.start()) + 1
            check(validators[block[1]], block[2], f"workflows/README.md:{line}")
    for what, text in BAD:
        check(validators["yaml"], text, what, good=False)
    print(f"{looked_at} documents looked at, {wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())
