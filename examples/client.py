#!/usr/bin/env python3
"""Drafts an initiative, hands it in and reads what happened, with nothing but Python and what the server says of
itself: addresses, parameters and bodies are taken from its /openapi.json, by the names of operations.

    examples/client.py [address] [token file]

Needs a server with the sample city on a simulated clock (./dev run writes the token file).
"""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Refused(Exception):
    """A problem (RFC 9457) that the server told."""

    def __init__(self, problem):
        super().__init__(f"{problem['code']} {problem['detail']}")
        self.problem = problem


class Client:
    """Calls operations by their operationId: client("getItem", id="...")."""

    def __init__(self, address, token=None, language="en"):
        self.address = address
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = "Bearer " + token
        document = self.fetch("GET", "/openapi.json", {}, None)[0]
        self.shared = document["components"]["parameters"]
        self.operations = {
            operation["operationId"]: (method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }

    def fetch(self, method, target, headers, body):
        request = urllib.request.Request(self.address + target, body, self.headers | headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return json.loads(reply.read() or "null"), reply.headers
        except urllib.error.HTTPError as error:
            raise Refused(json.loads(error.read())) from None

    def parameters(self, operation):
        """Those of the operation, by name: {"id": {"in": "path", ...}}."""
        found = {}
        for parameter in operation["parameters"]:
            if "$ref" in parameter:
                parameter = self.shared[parameter["$ref"].rsplit("/", 1)[1]]
            found[parameter["name"]] = parameter
        return found

    def __call__(self, name, body=None, **given):
        """What the operation answers, and its headers. A `_` in a parameter's name stands for `-`."""
        method, path, operation = self.operations[name]
        known = self.parameters(operation)
        query, headers = {}, {}
        for key, value in given.items():
            key = key.replace("_", "-")
            place = known[key]["in"]
            if place == "path":
                path = path.replace("{" + key + "}", urllib.parse.quote(str(value), safe=""))
            elif place == "header":
                headers[key] = str(value)
            else:
                query[key] = ",".join(value) if isinstance(value, list) else value
        if "Idempotency-Key" in known and "Idempotency-Key" not in headers:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        data = None
        if body is not None:
            headers["Content-Type"] = next(iter(operation["requestBody"]["content"]))
            data = json.dumps(body).encode()
        return self.fetch(method, path + ("?" + urllib.parse.urlencode(query) if query else ""), headers, data)

    def pages(self, name, **given):
        """All rows of a list, page by page."""
        while True:
            page = self(name, **given)[0]
            yield from page["items"]
            if page.get("next") is None:
                return
            given["cursor"] = page["next"]


def read_tokens(path):
    with open(path, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("=", 1) for line in lines if line.startswith("TOKEN_"))


def main():
    address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
    tokens = read_tokens(sys.argv[2] if len(sys.argv) > 2 else "var/charter.db.tokens.env")
    lead = Client(address, tokens["TOKEN_LEAD_TAIHU"])
    office = Client(address, tokens["TOKEN_OFFICE"])

    me = lead("getMe")[0]
    print(f"1. The token speaks for {me['name']}, who is {', '.join(g['role'] for g in me['grants'])}.")
    year = lead("getClock")[0]["now"][:4]
    workflow = lead("getWorkflow", id="grassroots_initiative")[0]
    print(f"2. An item of {workflow['title']} has {len(workflow['data']['properties'])} fields.")

    draft = {
        "workflow": "grassroots_initiative",
        "data": {
            "name_cn": "职工书屋流动站", "name_en": "A reading room on wheels",
            "level": "county_federation", "lead_org": "太湖区总工会", "theme": "services",
            "budget_total": "30000.00", "support_requested": "20000.00", "self_funded": "10000.00",
            "milestones": [{"code": "M1", "name": "开通 3 条线路", "due": f"{year}-12-01", "weight": 100,
                            "evidence": ["usage_log"]}],
        },
    }
    item, headers = lead("createItem", draft)
    print(f"3. {item['number']} is at {headers['Location']}, revision {item['rev']}.")
    can = [event["event"] for event in item["events"] if event["allowed"]]
    print(f"   The lead can: {', '.join(can)}.")

    headers = lead("sendEvent", {"event": "submit"}, id=item["id"], If_Match=headers["ETag"],
                   Prefer="return=minimal")[1]
    print(f"4. It is handed in; its revision is {headers['ETag']} now.")
    try:
        lead("sendEvent", {"event": "recommend", "input": {"opinion": "Very good."}}, id=item["id"])
        sys.exit("error: the lead recommended the own initiative")
    except Refused as refused:
        print(f"5. The lead cannot recommend it: {refused}")
    try:
        lead("listItems", limit=1000)
        sys.exit("error: a page of a thousand items was given")
    except Refused as refused:
        print(f"   A page cannot be of any size: {refused}")

    print("6. What happened to it:")
    for row in lead.pages("listHistory", id=item["id"], limit=1):
        print(f"   {row['rev']}  {row['at']}  {row['event']}  {', '.join(row['to'])}")
    seen = [row["id"] for row in office.pages("listItems", workflow="grassroots_initiative", limit=5, fields=["id"])]
    print(f"7. The office sees {len(seen)} initiatives, this one among them: {item['id'] in seen}")


if __name__ == "__main__":
    try:
        main()
    except (OSError, Refused) as error:
        sys.exit(f"error: {error}; start the server with ./dev run")
