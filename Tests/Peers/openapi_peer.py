#!/usr/bin/env python3
"""Reads the description of the routes with the validator that others use, and asks the routes as it says.

    openapi_peer.py <url>

Prints a line that begins with "ok" for each check that went well.
"""

import json
import sys
import urllib.error
import urllib.request

from openapi_spec_validator import OpenAPIV31SpecValidator

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(method, url, body=None):
    request = urllib.request.Request(url, method=method, data=body, headers={"Content-Type": "application/json"})
    try:
        with OPENER.open(request, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def check(what, truth, detail=""):
    if not truth:
        sys.exit(f"failed: {what}: {detail}")
    print("ok", what)


def main():
    url = sys.argv[1]
    status, text = ask("GET", url + "/openapi.json")
    document = json.loads(text)
    check("the document is there", status == 200)
    faults = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in
              OpenAPIV31SpecValidator(document).iter_errors()]
    check("the document is valid", faults == [], faults)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            target = url + path
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    target = target.replace("{%s}" % parameter["name"], "nothing")
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if not schema or "required" not in schema:
                continue
            # What is required is asked for by name.
            status, text = ask(method.upper(), target, b"{}")
            answers = [name for name in schema["required"] if name.encode() in text]
            check(f"{name} asks for what it requires", 400 <= status < 500 and (answers or status == 404), (status, text))


main()
