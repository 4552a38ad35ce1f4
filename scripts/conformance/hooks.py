"""What schemathesis cannot know from the description: what exists in the server that it calls (seed.yaml).

A schema describes the form of an id, not whether something has it. The formats of schemas/api.openapi.yaml that say
"that exists" are filled in here, and what they name is kept from being deleted. No check is touched.
"""

import re

import schemathesis
from hypothesis import strategies as st

REQUEST_TYPE = "08ab2db568c7c300079fefd0"
SEEDED_TYPES = [REQUEST_TYPE] + [f"61eb2db568c7c300079fefd{digit}" for digit in "2345"]
SEEDED_REQUESTS = [f"61eb06a3c462d20007f0235{digit}" for digit in "123"]
GROUP = "00g1emaKYZTWRYYRRTSK"
FORMATS = {
    "request-cursor": SEEDED_REQUESTS,
    "request-type-cursor": SEEDED_TYPES,
    "request-type-that-exists": [REQUEST_TYPE],
    "text-field-that-exists": ["05c87fe9-11f6-4d40-a033-b155b39dcdbe"],
    "date-time-field-that-exists": ["ec9da40d-9c1b-41c6-8016-edfd010b02d2"],
    "select-field-that-exists": ["1c5ef673-8dbb-4b9c-ac76-0b4180116e43"],
    "option-that-exists": ["Sales Cloud", "Service Cloud"],
}


def filters(*equalities):
    """Filters that the server offers: comparisons joined by `and`, some in parentheses."""
    changed = st.datetimes().map(lambda moment: f'lastUpdated gt "{moment.isoformat()}Z"')
    one = st.one_of(st.sampled_from(equalities), changed)
    one = st.one_of(one, one.map(lambda text: f"({text})"))
    joiner = st.sampled_from([" and ", " AND "])
    return st.builds(lambda parts, word: word.join(parts), st.lists(one, min_size=1, max_size=3), joiner)


for name, values in FORMATS.items():
    schemathesis.openapi.format(name, st.sampled_from(values))
schemathesis.openapi.format(
    "request-filter",
    filters(
        *(f'requestStatus eq "{status}"' for status in ("OPEN", "PENDING", "RESOLVED", "LOCKED", "CANCELED")),
        *(f'requestTypeId eq "{id}"' for id in SEEDED_TYPES),
    ),
)
schemathesis.openapi.format(
    "request-type-filter", filters(*(f'status eq "{status}"' for status in ("DRAFT", "ACTIVE", "DISABLED")))
)
schemathesis.openapi.format(
    "user-filter",
    st.recursive(
        st.sampled_from(
            ['id eq "00ub0oNGTSWTBKOLGLNR"', 'status eq "ACTIVE"', 'profile.login eq "a"', 'profile.email eq "b"']
        ),
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | inner.map("not ({})".format),
        max_leaves=4,
    ),
)
schemathesis.openapi.format("group-search", st.sampled_from(["Engineering", "none"]).map('profile.name eq "{}"'.format))


@schemathesis.hook
def before_call(context, case, kwargs):
    """What a schema cannot tie together: a field belongs to one request type, and a cursor names what is still there."""
    body = case.body if isinstance(case.body, dict) else {}
    if case.operation.label == "POST /governance/api/v1/requests" and body.get("requesterFieldValues"):
        if is_id(body.get("requestTypeId")):
            body["requestTypeId"] = REQUEST_TYPE
    if case.operation.label == "POST /governance/api/v1/request-types":
        case.body = with_known_groups(case.body)
    if case.operation.label == "POST /local/v1/requests/{requestId}/decision" and isinstance(body.get("fieldValues"), list):
        # The approvers of these request types are asked nothing.
        del body["fieldValues"]
    if case.operation.method == "delete" and case.path_parameters.get("requestTypeId") in SEEDED_TYPES:
        case.path_parameters["requestTypeId"] = "0" * 24


def with_known_groups(value):
    """The value with every group in it one that exists."""
    if isinstance(value, dict):
        return {name: with_known_groups(member) for name, member in value.items()}
    if isinstance(value, list):
        return [with_known_groups(item) for item in value]
    return GROUP if isinstance(value, str) and re.fullmatch("00g[0-9a-zA-Z]{17}", value) else value


def is_id(value):
    return isinstance(value, str) and re.fullmatch("[0-9a-fA-F]{24}", value) is not None
