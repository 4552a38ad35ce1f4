"""Runs the steps of action.yml and of examples/ci against the local server at OKTA_CLIENT_ORGURL.

Usage: ci_test.py PATH-OF-WRIT FOLDER
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
WRIT, WORK = Path(sys.argv[1]), Path(sys.argv[2])
MANIFEST = """\
apiVersion: writ/v1
kind: AccessRequests
requests:
  - name: NAME
    requestTypeId: 61eb2db568c7c300079fefd2
    subject: NAME
    users: [00ub0oNGTSWTBKOLGLNR, 00uijntSwJjSHtDY70g3]
"""

# What stands for the GitHub command line: it keeps comments in a folder.
GH = """#!/usr/bin/env bash
set -euo pipefail
case "$*" in
  "api --paginate "*) cat "$COMMENTS/list.json" ;;
  "api --method POST "*) body=${*: -1}; cat "${body#body=@}" >"$COMMENTS/1.md"
    jq -n --rawfile body "$COMMENTS/1.md" '[{id: 1, body: $body}]' >"$COMMENTS/list.json" ;;
  "api --method PATCH repos/acme/access/issues/comments/1 "*) body=${*: -1}; cat "${body#body=@}" >"$COMMENTS/1.md" ;;
  *) echo "unexpected: gh $*" >&2; exit 1 ;;
esac
"""


def load(path):
    return YAML(typ="safe").load((ROOT / path).read_text())


class Runner:
    """A machine of a CI service: a checkout, and a place for what a job leaves."""

    def __init__(self, name):
        self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=WORK))
        (self.folder / "requests").mkdir()
        (self.folder / "requests/new.yaml").write_text(MANIFEST.replace("NAME", name))
        (self.folder / "bin").mkdir()
        (self.folder / "bin/writ").symlink_to(WRIT)
        (self.folder / "bin/gh").write_text(GH)
        (self.folder / "bin/gh").chmod(0o755)
        (self.folder / "list.json").write_text("[]")
        self.env = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "OKTA_CLIENT_ORGURL": os.environ["OKTA_CLIENT_ORGURL"],
            "OKTA_CLIENT_TOKEN": "local-dev-token",
            "WRIT_STATE": str(self.folder / "state.db"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.folder),
            "GITHUB_REPOSITORY": "acme/access",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "COMMENTS": str(self.folder),
        }

    def shell(self, script, **env):
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder, env={**self.env, **env}, capture_output=True, text=True, timeout=120)

    def outputs(self):
        lines = (self.folder / "output").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


def expect(condition, what, run=None):
    if not condition:
        sys.exit(f"ci_test: {what}\n{run.stdout + run.stderr if run else ''}")


def requests_named(runner, subject):
    run = runner.shell("writ requests list --all")
    return [request for request in json.loads(run.stdout)["data"] if request["subject"] == subject]


def act(runner, uses):
    """What the action's steps do for the inputs of one `uses`, and the status of its run."""
    action = load("action.yml")
    defaults = {name: value.get("default", "") for name, value in action["inputs"].items()}
    inputs = {**defaults, **{name: str(value) for name, value in uses["with"].items()}}
    steps = {step["name"]: step for step in action["runs"]["steps"]}
    env = {"COMMAND": inputs["command"], "PATHS": inputs["paths"], "PLAN": inputs["plan"],
           "ARGUMENTS": inputs["arguments"], "REPORTS": str(runner.folder / "temp/writ"), "PULL_REQUEST": "7"}
    run = runner.shell(steps["Run writ"]["run"], **env)
    names = ["Show the result"] + (["Comment on the pull request"] if inputs["comment"] == "true" else [])
    for name in names:
        shown = runner.shell(steps[name]["run"], **env)
        expect(shown.returncode == 0, f"the step '{name}' fails", shown)
    return run


def uses_of(path, job):
    return next(step for step in load(path)["jobs"][job]["steps"] if "writ@" in step.get("uses", ""))


def test_github():
    runner = Runner("github")
    path = "examples/ci/github.yml"
    for _ in range(2):
        planned = act(runner, uses_of(path, "plan"))
        expect(planned.returncode == 0, "plan fails", planned)
        comment = (runner.folder / "1.md").read_text()
        expect("2 to create" in comment and comment.startswith("<!-- "), "the comment is not the plan")
    expect(len(json.loads((runner.folder / "list.json").read_text())) == 1, "there is more than one comment")
    applied = act(runner, uses_of(path, "apply"))
    expect(applied.returncode == 0, "apply fails", applied)
    expect(runner.outputs()["status"] == "0" and "2 created" in runner.outputs()["summary"], "the outputs are wrong")
    expect("2 created" in (runner.folder / "summary.md").read_text(), "the job's summary does not have the counts")
    expect(len(requests_named(runner, "github")) == 2, "the requests are not there")


def test_saved_plan():
    """Planned on one machine, applied on another one, which has neither the state nor the manifests."""
    path = "examples/ci/github-saved-plan.yml"
    planner, applier = Runner("saved"), Runner("other")
    planned = act(planner, uses_of(path, "plan"))
    expect(planned.returncode == 0, "plan fails", planned)
    (applier.folder / "access.plan").write_bytes((planner.folder / "access.plan").read_bytes())
    for _ in range(2):
        applied = act(applier, uses_of(path, "apply"))
        expect(applied.returncode == 0, "apply of a saved plan fails", applied)
    expect(len(requests_named(applier, "saved")) == 2, "the requests are not there")


def test_gitlab():
    runner = Runner("gitlab")
    jobs = load("examples/ci/gitlab.yml")
    for job in ["plan", "apply"]:
        run = runner.shell("\n".join(jobs[job]["script"]), GITHUB_ACTIONS="")
        expect(run.returncode == 0, f"the job {job} fails", run)
        for file in jobs[job]["artifacts"]["paths"] + list(jobs[job]["artifacts"]["reports"].values()):
            expect((runner.folder / file).stat().st_size > 0, f"{file} is empty")
    expect(json.loads((runner.folder / "findings.json").read_text()) == [], "there are findings")
    expect(len(requests_named(runner, "gitlab")) == 2, "the requests are not there")


def test_cron():
    runner = Runner("cron")
    setting = f"OKTA_CLIENT_ORGURL={runner.env['OKTA_CLIENT_ORGURL']}\nOKTA_CLIENT_TOKEN=local-dev-token\n"
    (runner.folder / "env").write_text(setting)
    git = "git -c user.name=w -c user.email=w@localhost -c init.defaultBranch=main"
    made = runner.shell(
        f"{git} init -q origin && mv requests origin/ && cd origin && {git} add . && {git} commit -qm first "
        f"&& cd .. && {git} clone -q origin manifests")
    expect(made.returncode == 0, "there is no checkout", made)
    for _ in range(2):
        run = runner.shell(f'"{ROOT}/examples/ci/cron.sh" "$PWD"')
        expect(run.returncode == 0, "the hour fails", run)
    expect(len(requests_named(runner, "cron")) == 2, "the requests are not there")


def test_hostile_subject():
    """No text of a manifest becomes a command of the CI service."""
    runner = Runner("hostile")
    text = MANIFEST.replace("subject: NAME", 'subject: "::add-mask::a ##vso[task.complete]"').replace("NAME", "hostile")
    (runner.folder / "requests/new.yaml").write_text(text)
    run = act(runner, {"with": {"command": "apply", "paths": "requests"}})
    expect(run.returncode == 0, "apply fails", run)
    for line in (run.stdout + run.stderr).splitlines():
        expect(not line.lstrip().startswith(("::add-mask::", "##vso[")), f"a line is a command: {line}")


for name, test in sorted(globals().copy().items()):
    if name.startswith("test_"):
        test()
        print(f"ci_test: {name}")
